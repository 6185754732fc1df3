import type { Context } from './context.ts';
import type { Asker, Naming } from './parse-principal.ts';
import type { Policy, Statement } from './policy.ts';

export type PolicySource = 'identity' | 'resource' | 'boundary' | 'session';

/** Who wants to do what. */
export interface Question {
  readonly asker: Asker;
  /** In whatever case. */
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  /** A second ARN by which policies of the resource may speak of it; null: there is none. */
  readonly alias: string | null;
  readonly context: Context;
}

/**
 * `same`: the resource is of the asker's account, where either side's allow is enough; `cross`: of another one, where both
 * have to allow; `trust`: it is a role to be assumed, whose own policy has to allow in any case.
 */
export type Relation = 'same' | 'cross' | 'trust';

/** Everything that may speak of a request. */
export interface Applicable {
  readonly relation: Relation;
  readonly identity: readonly Policy[];
  readonly boundary: Policy | null;
  /** Empty: the session is not bounded. */
  readonly session: readonly Policy[];
  readonly resource: readonly Policy[];
}

export interface Verdict {
  readonly decision: 'allowed' | 'explicit-deny' | 'implicit-deny';
  /** Which kind of policy decided; of an implicit deny, the kind that should have allowed and did not. */
  readonly source: PolicySource;
  /** What decided; null for an implicit deny, and for the root of an account, which needs no policy. */
  readonly policy: Policy | null;
  readonly statement: Statement | null;
  /** Nothing but who asks for what on which resource was looked at: the same question has the same answer. */
  readonly repeatable: boolean;
}

/** The statement that speaks of the question, of one kind of policy. */
interface Found {
  readonly policy: Policy;
  readonly statement: Statement;
}

interface Findings {
  deny: Found | null;
  allow: Found | null;
  /** How closely the allowing statement names the asker: the closest of them all. */
  naming: Naming;
  readsContext: boolean;
}

const rank: Record<Naming, number> = { none: 0, account: 1, identity: 2, direct: 3 };

function applies(statement: Statement, question: Question, findings: Findings): boolean {
  const { resource, alias, context } = question;
  findings.readsContext ||= statement.hasVariables;
  if (!statement.covers(resource, context) && (alias === null || !statement.covers(alias, context))) return false;
  findings.readsContext ||= statement.conditions.length > 0;
  return statement.conditions.every((condition) => condition.holds(context));
}

/** Looks through policies of one kind; an explicit deny ends the search. */
function look(policies: readonly Policy[], question: Question): Findings {
  const findings: Findings = { deny: null, allow: null, naming: 'none', readsContext: false };
  for (const policy of policies)
    for (const statement of policy.about(question.action)) {
      const naming = statement.names === null ? 'direct' : statement.names(question.asker);
      const isAllow = statement.effect === 'Allow';
      if (naming === 'none' || (isAllow && rank[naming] <= rank[findings.naming])) continue;
      if (!applies(statement, question, findings)) continue;
      if (!isAllow) {
        findings.deny = { policy, statement };
        return findings;
      }
      findings.allow = { policy, statement };
      findings.naming = naming;
    }
  return findings;
}

type Sides = Readonly<Record<PolicySource, Findings>>;

interface Ruling {
  readonly allowed: boolean;
  readonly source: PolicySource;
}

const yes = (source: PolicySource): Ruling => ({ allowed: true, source });
const no = (source: PolicySource): Ruling => ({ allowed: false, source });

/** What the asker's own account says: its policies, within its boundary and its session. */
function own(sides: Sides, { boundary, session }: Applicable, isRoot: boolean): Ruling {
  if (!isRoot && sides.identity.allow === null) return no('identity');
  if (boundary !== null && sides.boundary.allow === null) return no('boundary');
  if (session.length > 0 && sides.session.allow === null) return no('session');
  return yes('identity');
}

function rule(sides: Sides, applicable: Applicable, { kind }: Asker): Ruling {
  const { relation, boundary, session } = applicable;
  const granted = sides.resource.naming;
  if (kind === 'anonymous' || kind === 'federated') return granted === 'direct' ? yes('resource') : no('resource');
  const mine = own(sides, applicable, kind === 'root');
  if (relation === 'cross') return mine.allowed && granted === 'none' ? no('resource') : mine;
  if (granted === 'direct') return yes('resource');
  const isWithin =
    (boundary === null || sides.boundary.allow !== null) && (session.length === 0 || sides.session.allow !== null);
  if (granted === 'identity' && isWithin) return yes('resource');
  return relation === 'trust' && granted === 'none' ? no('resource') : mine;
}

const sources: readonly PolicySource[] = ['identity', 'boundary', 'session', 'resource'];

/**
 * Whether the asker may (IAM User Guide, "Policy evaluation logic", and the same "for cross-account requests"): an explicit
 * deny of any policy wins, then the allows of the two sides, within boundary and session.
 */
export function decide(asked: Question, applicable: Applicable): Verdict {
  const question = { ...asked, action: asked.action.toLowerCase() };
  const sides: Sides = {
    identity: look(applicable.identity, question),
    boundary: look(applicable.boundary === null ? [] : [applicable.boundary], question),
    session: look(applicable.session, question),
    resource: look(applicable.resource, question),
  };
  const repeatable = !sources.some((source) => sides[source].readsContext);
  for (const source of sources) {
    const { deny } = sides[source];
    if (deny !== null) return { decision: 'explicit-deny', source, ...deny, repeatable };
  }
  const { allowed, source } = rule(sides, applicable, question.asker);
  if (!allowed) return { decision: 'implicit-deny', source, policy: null, statement: null, repeatable };
  const { allow } = sides[source];
  return {
    decision: 'allowed',
    source,
    policy: allow?.policy ?? null,
    statement: allow?.statement ?? null,
    repeatable,
  };
}
