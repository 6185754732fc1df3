import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db } from './schema.ts';

/** What the decision about a resource has to know of the domain and the repository that it is in. */
export interface Guard {
  /** What it is of: the names that were asked for. */
  readonly owner: string;
  readonly domain: string;
  readonly repository: string | null;
  readonly domainId: number;
  readonly region: string;
  /** null: no repository was asked for, or there is none of that name. */
  readonly repositoryId: number | null;
  /** Whose resource it is: the domain's owner, and the account that made the repository. */
  readonly accounts: readonly string[];
  /** Ids of `resource_policies`; null: there is none. */
  readonly domainPolicyId: number | null;
  readonly repositoryPolicyId: number | null;
}

const guarded = prepareQuery((db, args: Placeholders<{ owner: string; domain: string; repository: string }>) =>
  db
    .selectFrom('domains as d')
    .leftJoin('repositories as r', (join) => join.onRef('r.domain_id', '=', 'd.id').on('r.name', '=', args.repository))
    .select(['d.id', 'd.region', 'd.policy_id'])
    .select(['r.id as repository_id', 'r.administrator', 'r.policy_id as repository_policy_id'])
    .where('d.owner', '=', args.owner)
    .where('d.name', '=', args.domain),
);

/** null: there is no such domain. */
export async function findGuard(
  db: Db,
  asked: { readonly owner: string; readonly domain: string; readonly repository: string | null },
): Promise<Guard | null> {
  const { owner, domain, repository } = asked;
  const found = await guarded.first(db, { owner, domain, repository: repository ?? '' });
  if (found === undefined) return null;
  return {
    ...{ owner, domain, repository },
    domainId: found.id,
    region: found.region,
    repositoryId: found.repository_id,
    accounts: [owner, ...(found.administrator === null ? [] : [found.administrator])],
    domainPolicyId: found.policy_id,
    repositoryPolicyId: found.repository_policy_id,
  };
}
