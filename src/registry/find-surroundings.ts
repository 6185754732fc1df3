import { LRUCache } from 'lru-cache';
import type { Database } from '../metadata/database.ts';
import { findGuard, type Guard } from '../metadata/find-guard.ts';
import { findResourcePolicy } from '../metadata/resource-policies.ts';
import { domainArn } from '../model/arn.ts';
import { parseResourceArn, type ResourceArn } from '../model/resource-arn.ts';
import { parseDocument } from '../policy/parse-document.ts';
import type { Policy } from '../policy/policy.ts';

/** What stands around a resource when it is decided on. */
export interface Surroundings {
  /** Accounts whose own policies are enough; empty: the resource is of no account but the caller's. */
  readonly accounts: readonly string[];
  readonly arn: ResourceArn | null;
  readonly guard: Guard | null;
  readonly repositoryPolicy: Policy | null;
  readonly domainPolicy: Policy | null;
  /** Another ARN by which the policies may speak of the resource. */
  readonly alias: string | null;
}

export type FindSurroundings = (
  action: string,
  resource: string,
  known: Guard | undefined,
) => Surroundings | Promise<Surroundings>;

/**
 * Whoever may put or delete a policy may do so whatever the policy says, so that nobody is locked out; and it cannot hand
 * that right to another account (CodeArtifact User Guide, "Set a policy").
 */
const withoutPolicies: ReadonlySet<string> = new Set(
  ['Put', 'Delete'].flatMap((verb) =>
    ['Domain', 'Repository'].map((kind) => `codeartifact:${verb}${kind}PermissionsPolicy`.toLowerCase()),
  ),
);

/** Who may create a repository is said on the domain (CodeArtifact User Guide, "Domain policies"). */
const onDomainToo = 'codeartifact:createrepository';

const unguarded = (accounts: readonly string[], arn: ResourceArn | null): Surroundings => ({
  ...{ accounts, arn, guard: null, repositoryPolicy: null, domainPolicy: null, alias: null },
});

/** The account of any ARN; none where the ARN has none, or is one of AWS itself. */
const accountsOf = (resource: string): string[] => {
  const account = resource.split(':', 5)[4] ?? '';
  return account === '' || account === 'aws' ? [] : [account];
};

/** A guard that was read for something else says nothing here. */
const isOf = (guard: Guard, { owner, domain, repository }: ResourceArn): boolean =>
  guard.owner === owner && guard.domain === domain && guard.repository === repository;

const maxRemembered = 10_000;

/** Remembers what guards a repository for as long as nothing is committed. */
function rememberGuards(database: Database): (arn: ResourceArn) => Promise<Guard | null> {
  const remembered = new LRUCache<string, Guard>({ max: maxRemembered });
  let at: number | null = null;
  return async (arn) => {
    const version = database.version();
    if (version === null || version !== at) remembered.clear();
    at = version;
    const key = `${arn.owner}/${arn.domain}/${arn.repository ?? ''}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const found = await findGuard(database.reader, arn);
    if (found !== null && version !== null && version === database.version()) remembered.set(key, found);
    return found;
  };
}

/** The policy of an id that was read a moment ago has been replaced or deleted. */
class PolicyGoneError extends Error {
  override readonly name = 'PolicyGoneError';
}

/** What an id stands for never changes, so it is compiled once. */
function rememberPolicies(database: Database): (id: number | null) => Policy | null | Promise<Policy | null> {
  const compiled = new LRUCache<number, Policy>({ max: 1000 });
  const load = async (id: number): Promise<Policy> => {
    const stored = await findResourcePolicy(database.reader, id);
    if (stored === null) throw new PolicyGoneError();
    const policy = parseDocument(stored.document, 'resource');
    compiled.set(id, policy);
    return policy;
  };
  return (id) => (id === null ? null : (compiled.get(id) ?? load(id)));
}

const attempts = 5;

export function createFindSurroundings(database: Database): FindSurroundings {
  const guardOf = rememberGuards(database);
  const policyOf = rememberPolicies(database);

  const around = async (arn: ResourceArn, guard: Guard, action: string, resource: string): Promise<Surroundings> => {
    const domainPolicy = await policyOf(guard.domainPolicyId);
    const repositoryPolicy = arn.repository === null ? null : await policyOf(guard.repositoryPolicyId);
    const region = resource.split(':', 4)[3] ?? '';
    const alias = action === onDomainToo ? domainArn({ ...arn, region }) : null;
    return { accounts: guard.accounts, arn, guard, domainPolicy, repositoryPolicy, alias };
  };

  /** A policy that is replaced between two reads is looked for again. */
  const look = async (arn: ResourceArn, known: Guard | undefined, action: string, resource: string) => {
    for (let attempt = 1; ; attempt++) {
      const guard = attempt === 1 && known !== undefined ? known : await guardOf(arn);
      if (guard === null) return unguarded([arn.owner], arn);
      try {
        return await around(arn, guard, action, resource);
      } catch (error) {
        if (!(error instanceof PolicyGoneError) || attempt === attempts) throw error;
      }
    }
  };

  return (asked, resource, given) => {
    const action = asked.toLowerCase();
    const arn = parseResourceArn(resource);
    if (arn === null) return unguarded(accountsOf(resource), null);
    const known = given !== undefined && isOf(given, arn) ? given : undefined;
    if (known !== undefined && known.domainPolicyId === null && known.repositoryPolicyId === null)
      return { ...unguarded(known.accounts, arn), guard: known };
    return look(arn, known, action, resource).then((found) =>
      withoutPolicies.has(action) ? { ...found, domainPolicy: null, repositoryPolicy: null } : found,
    );
  };
}
