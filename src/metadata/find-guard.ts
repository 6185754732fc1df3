import type { Db } from './schema.ts';

/** What the decision about a resource has to know of the domain and the repository that it is in. */
export interface Guard {
  /** What it is of: the names that were asked for. */
  readonly owner: string;
  readonly domain: string;
  readonly repository: string | null;
  readonly domainId: number;
  /** null: no repository was asked for, or there is none of that name. */
  readonly repositoryId: number | null;
  /** Whose resource it is: the domain's owner, and the account that made the repository. */
  readonly accounts: readonly string[];
  /** Ids of `resource_policies`; null: there is none. */
  readonly domainPolicyId: number | null;
  readonly repositoryPolicyId: number | null;
}

interface GuardedDomain {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly policyId: number | null;
}

interface GuardedRepository {
  readonly id: number;
  readonly name: string;
  readonly administrator: string;
  readonly policyId: number | null;
}

export const guardOf = (domain: GuardedDomain, repository: GuardedRepository | null): Guard => ({
  owner: domain.owner,
  domain: domain.name,
  repository: repository?.name ?? null,
  domainId: domain.id,
  repositoryId: repository?.id ?? null,
  accounts: [domain.owner, ...(repository === null ? [] : [repository.administrator])],
  domainPolicyId: domain.policyId,
  repositoryPolicyId: repository?.policyId ?? null,
});

/** null: there is no such domain. */
export async function findGuard(
  db: Db,
  asked: { readonly owner: string; readonly domain: string; readonly repository: string | null },
): Promise<Guard | null> {
  const { owner, domain: name, repository } = asked;
  const found = await db
    .selectFrom('domains as d')
    .leftJoin('repositories as r', (join) => join.onRef('r.domain_id', '=', 'd.id').on('r.name', '=', repository ?? ''))
    .select(['d.id', 'd.policy_id', 'r.id as repository_id', 'r.administrator', 'r.policy_id as repository_policy_id'])
    .where('d.owner', '=', owner)
    .where('d.name', '=', name)
    .executeTakeFirst();
  if (found === undefined) return null;
  const { id, policy_id: policyId, repository_id: repositoryId, administrator, repository_policy_id } = found;
  const located =
    repositoryId === null
      ? null
      : {
          id: repositoryId,
          name: repository ?? '',
          administrator: administrator ?? '',
          policyId: repository_policy_id,
        };
  return { ...guardOf({ id, owner, name, policyId }, located), repository };
}
