import type { Database } from '../metadata/database.ts';
import type { ResourceTag } from '../metadata/resource-tags.ts';
import { type Applicable, decide, type Verdict } from '../policy/decide.ts';
import type { Policy } from '../policy/policy.ts';
import { type CompiledPrincipal, createCompiledPrincipals } from './compiled-principals.ts';
import { findResourceTags } from './find-resource-tags.ts';
import { createFindSurroundings, type Surroundings } from './find-surroundings.ts';
import { type RequestFacts, requestContext, resourceTagPrefix } from './request-context.ts';
import type { DecisionKeys, Touched } from './request-scope.ts';

export interface JudgeDeps {
  readonly database: Database;
  /** Repositories whose policy says so may be read without a token. */
  readonly anonymousRead: boolean;
}

/** What is asked for in one request. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly touched: Touched;
  readonly keys: DecisionKeys;
}

/** A verdict, and the policies that it was taken with. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly principal: Pick<CompiledPrincipal, 'identity' | 'boundary' | 'session'>;
  readonly domainPolicy: Policy | null;
  readonly repositoryPolicy: Policy | null;
}

export type Judge = (facts: RequestFacts, asked: Asked) => Promise<Judgement>;

const applicableTo = (
  { asker, identity, boundary, session }: CompiledPrincipal,
  { accounts, repositoryPolicy, domainPolicy }: Surroundings,
): Applicable => ({
  relation: accounts.length === 0 || accounts.includes(asker.accountId) ? 'same' : 'cross',
  ...{ identity, boundary, session },
  resource: [repositoryPolicy, domainPolicy].filter((policy) => policy !== null),
});

const readsResourceTags = ({ identity, boundary, session, resource }: Applicable): boolean =>
  [...identity, ...session, ...resource, ...(boundary === null ? [] : [boundary])].some(({ keys }) =>
    keys.values().some((key) => key.startsWith(resourceTagPrefix)),
  );

/** The one action that can be open to everybody, and only by the policy of the repository itself. */
function boundAnonymous(verdict: Verdict, action: string, surroundings: Surroundings, isOn: boolean): Verdict {
  const isOpen =
    isOn && action === 'codeartifact:ReadFromRepository' && verdict.policy === surroundings.repositoryPolicy;
  if (verdict.decision !== 'allowed' || isOpen) return verdict;
  return { ...verdict, decision: 'implicit-deny', policy: null, statement: null };
}

/** Takes decisions, and remembers those that depend on nothing but who asks for what on which resource. */
export function createJudge({ database, anonymousRead }: JudgeDeps): Judge {
  const compiledOf = createCompiledPrincipals();
  const findSurroundings = createFindSurroundings(database);

  const evaluate = async (facts: RequestFacts, asked: Asked, around: Surroundings): Promise<Verdict> => {
    const compiled = compiledOf(facts.caller);
    const { action, resource, keys } = asked;
    const remembered = `${action} ${resource} ${around.guard?.domainPolicyId} ${around.guard?.repositoryPolicyId} ${around.accounts}`;
    const known = compiled.verdicts.get(remembered);
    if (known !== undefined) return known;
    const applicable = applicableTo(compiled, around);
    const tags: readonly ResourceTag[] = readsResourceTags(applicable)
      ? await findResourceTags(database, resource, around)
      : [];
    const context = requestContext(facts, { account: around.accounts[0] ?? null, tags, keys });
    const verdict = decide({ asker: compiled.asker, action, resource, alias: around.alias, context }, applicable);
    if (verdict.repeatable) compiled.verdicts.set(remembered, verdict);
    return verdict;
  };

  return async (facts, asked) => {
    const found = findSurroundings(asked.action, asked.resource, asked.touched.guard);
    const around = found instanceof Promise ? await found : found;
    const verdict = await evaluate(facts, asked, around);
    const { domainPolicy, repositoryPolicy } = around;
    const isAnonymous = facts.caller.kind === 'anonymous';
    const bounded = isAnonymous ? boundAnonymous(verdict, asked.action, around, anonymousRead) : verdict;
    return { verdict: bounded, principal: compiledOf(facts.caller), domainPolicy, repositoryPolicy };
  };
}
