import { type RestrictionType, restrictionTypeCodes, restrictionTypes } from '../model/origin-restriction.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db } from './schema.ts';

/** A group's list of repositories for one way in. */
export interface AllowedList {
  readonly groupId: number;
  readonly type: RestrictionType;
}

interface ListedAmong {
  groupId: number;
  type: number;
  repositoryIds: readonly number[];
}

const listedAmong = prepareQuery((db, args: Placeholders<ListedAmong>) =>
  db
    .selectFrom('package_group_repositories')
    .select('repository_id')
    .where('group_id', '=', args.groupId)
    .where('restriction_type', '=', args.type)
    .where('repository_id', 'in', args.repositoryIds),
);

/** Of the given repositories, those on the list. */
export async function allowedAmong(
  db: Db,
  { groupId, type }: AllowedList,
  repositoryIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (repositoryIds.length === 0) return new Set();
  const rows = await listedAmong.all(db, { groupId, type: restrictionTypeCodes[type], repositoryIds });
  return new Set(rows.map(({ repository_id }) => repository_id));
}

export interface AllowedRepository {
  readonly id: number;
  readonly name: string;
}

/** One page of a list, in the order in which the repositories were made. */
export async function listAllowed(
  db: Db,
  { groupId, type, after, limit }: AllowedList & { readonly after: number | null; readonly limit: number },
): Promise<AllowedRepository[]> {
  return db
    .selectFrom('package_group_repositories as a')
    .innerJoin('repositories as r', 'r.id', 'a.repository_id')
    .select(['r.id', 'r.name'])
    .where('a.group_id', '=', groupId)
    .where('a.restriction_type', '=', restrictionTypeCodes[type])
    .where('a.repository_id', '>', after ?? 0)
    .orderBy('a.repository_id')
    .limit(limit)
    .execute();
}

/** How long each list of the groups is, by group id; empty ones are left out. */
export async function countAllowed(
  db: Db,
  groupIds: readonly number[],
): Promise<ReadonlyMap<number, Partial<Record<RestrictionType, number>>>> {
  if (groupIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('package_group_repositories')
    .select(['group_id', 'restriction_type', (select) => select.fn.countAll<number>().as('count')])
    .where('group_id', 'in', groupIds)
    .groupBy(['group_id', 'restriction_type'])
    .execute();
  const counts = new Map<number, Partial<Record<RestrictionType, number>>>();
  for (const { group_id, restriction_type, count } of rows) {
    const type = restrictionTypes.find((known) => restrictionTypeCodes[known] === restriction_type);
    if (type !== undefined) counts.set(group_id, { ...counts.get(group_id), [type]: Number(count) });
  }
  return counts;
}
