import type { Principal } from '../model/principal.ts';
import type { RequestOrigin } from '../model/request-origin.ts';
import type { Verdict } from '../policy/decide.ts';
import { explainRefusal } from '../policy/explain-verdict.ts';
import type { Policy } from '../policy/policy.ts';
import type { AccessDeps } from './access.ts';
import { createJudge, type Judgement } from './judge.ts';
import type { DecisionKeys } from './request-scope.ts';

/** A decision that nobody waits for. */
export interface Supposed {
  readonly caller: Principal;
  readonly action: string;
  readonly resource: string;
  readonly now: Date;
  /** null: not told. */
  readonly origin: RequestOrigin | null;
  /** Values of condition keys, in lower case, which go before those that the request would have. */
  readonly keys: DecisionKeys;
}

/** What a policy is of; `none`: the root of an account needs no policy. */
export type PolicyHolder = 'identity' | 'boundary' | 'session' | 'domain' | 'repository' | 'none';

export interface Explanation {
  readonly decision: Verdict['decision'];
  /** The statement that decided; null for an implicit deny and for the root of an account. */
  readonly by: {
    readonly holder: Exclude<PolicyHolder, 'none'>;
    /** Place of the document in `policies` or `sessionPolicies` of the principal; 0 for the others, which are alone. */
    readonly policyIndex: number;
    readonly statementIndex: number;
    readonly sid: string | null;
  } | null;
  /** Why, as the end of a sentence. */
  readonly reason: string;
}

function holderOf(policy: Policy, { principal, repositoryPolicy, domainPolicy }: Judgement): [PolicyHolder, number] {
  const { identity, boundary, session } = principal;
  const lists: readonly (readonly [PolicyHolder, readonly (Policy | null)[]])[] = [
    ['identity', identity],
    ['boundary', [boundary]],
    ['session', session],
    ['repository', [repositoryPolicy]],
    ['domain', [domainPolicy]],
  ];
  const found = lists.find(([, list]) => list.includes(policy));
  return found === undefined ? ['none', 0] : [found[0], found[1].indexOf(policy)];
}

function reasonOf({ decision, source, ...verdict }: Verdict, action: string): string {
  if (decision !== 'allowed') return explainRefusal({ decision, source, ...verdict }, action);
  return verdict.statement === null
    ? 'as the root of the account'
    : `because a statement of the ${source} side allows it`;
}

/** Tells what the server would decide, and which statement would do so: for operators and for policy simulation. */
export function createExplainDecision(deps: AccessDeps): (supposed: Supposed) => Promise<Explanation> {
  const judge = createJudge(deps);
  return async ({ caller, action, resource, now, origin, keys }) => {
    const facts = { caller, now, origin, region: deps.region, tags: [], tagKeys: [] };
    const judgement = await judge(facts, { action, resource, touched: {}, keys });
    const { decision, policy, statement } = judgement.verdict;
    const [holder, policyIndex] = policy === null ? (['none', 0] as const) : holderOf(policy, judgement);
    const by =
      statement === null || holder === 'none'
        ? null
        : { holder, policyIndex, statementIndex: statement.index, sid: statement.sid };
    return { decision, by, reason: reasonOf(judgement.verdict, action) };
  };
}
