import { invalid, notFound } from '../kernel/errors.ts';
import { type Restrictions, type RestrictionType, restrictionTypeCodes } from '../model/origin-restriction.ts';
import type { WriteOperation } from './database.ts';
import type { GroupAddress } from './delete-package-group.ts';
import { readGroup, restrictionColumns, type StoredGroup } from './package-groups.ts';
import { recordTopologyChange } from './record-change.ts';
import type { Db } from './schema.ts';

/** A repository on, or off, one of the lists of a group. */
export interface ListedRepository {
  readonly repository: string;
  readonly type: RestrictionType;
}

export interface UpdateGroupOrigin extends GroupAddress {
  /** For NotFound to name. */
  readonly domain: string;
  /** Those that are absent stay as they are. */
  readonly restrictions: Partial<Restrictions>;
  readonly add: readonly ListedRepository[];
  readonly remove: readonly ListedRepository[];
}

/** What was not so before. */
export interface GroupOriginUpdate {
  readonly added: readonly ListedRepository[];
  readonly removed: readonly ListedRepository[];
}

function check({ parentId, text, restrictions: before }: StoredGroup, args: UpdateGroupOrigin): void {
  const inheriting = Object.entries(args.restrictions).find(([, mode]) => mode === 'INHERIT');
  if (parentId === null && inheriting !== undefined)
    throw invalid(`The root package group '${text}' has no parent to inherit ${inheriting[0]} from.`, 'OTHER');
  const after = { ...before, ...args.restrictions };
  for (const { repository, type } of args.add)
    if (after[type] !== 'ALLOW_SPECIFIC_REPOSITORIES')
      throw invalid(
        `'${repository}' cannot be added to the repositories that '${text}' allows for ${type}: the restriction is ` +
          `${after[type]}. Set it to ALLOW_SPECIFIC_REPOSITORIES.`,
        'OTHER',
      );
  const twice = args.add.find((added) =>
    args.remove.some(({ repository, type }) => repository === added.repository && type === added.type),
  );
  if (twice !== undefined) throw invalid(`'${twice.repository}' is to be added and removed for ${twice.type}.`);
}

async function idsOf(tx: Db, { domainId, domain, add, remove }: UpdateGroupOrigin): Promise<Map<string, number>> {
  const names = [...new Set([...add, ...remove].map(({ repository }) => repository))];
  if (names.length === 0) return new Map();
  const rows = await tx
    .selectFrom('repositories')
    .select(['id', 'name'])
    .where('domain_id', '=', domainId)
    .where('name', 'in', names)
    .execute();
  const ids = new Map(rows.map(({ id, name }) => [name, id]));
  const missing = names.find((name) => !ids.has(name));
  if (missing !== undefined) throw notFound({ type: 'repository', id: `${domain}/${missing}` });
  return ids;
}

const rowOf = (groupId: number, ids: ReadonlyMap<string, number>, { repository, type }: ListedRepository) => ({
  group_id: groupId,
  restriction_type: restrictionTypeCodes[type],
  repository_id: ids.get(repository) ?? 0,
});

async function change(
  listed: readonly ListedRepository[],
  write: (one: ListedRepository) => Promise<boolean>,
): Promise<ListedRepository[]> {
  const changed: ListedRepository[] = [];
  for (const one of listed) if (await write(one)) changed.push(one);
  return changed;
}

/**
 * Restrictions, and who is on the lists of repositories. A list that its restriction does not use stays as it was.
 * Validation for a root that inherits, and for adding to a list that is not used.
 */
export const updateGroupOrigin: WriteOperation<UpdateGroupOrigin, GroupOriginUpdate> = {
  name: 'update-group-origin',
  async run(tx, args) {
    const group = await readGroup(tx, args.domainId, args.pattern);
    check(group, args);
    const ids = await idsOf(tx, args);
    const columns = restrictionColumns(args.restrictions);
    if (Object.keys(columns).length > 0)
      await tx.updateTable('package_groups').set(columns).where('id', '=', group.id).execute();
    const added = await change(args.add, async (one) => {
      const insert = tx.insertInto('package_group_repositories').values(rowOf(group.id, ids, one));
      const rows = await insert
        .onConflict((clash) => clash.doNothing())
        .returning('group_id')
        .execute();
      return rows.length > 0;
    });
    const removed = await change(args.remove, async (one) => {
      const { group_id, restriction_type, repository_id } = rowOf(group.id, ids, one);
      const rows = await tx
        .deleteFrom('package_group_repositories')
        .where('group_id', '=', group_id)
        .where('restriction_type', '=', restriction_type)
        .where('repository_id', '=', repository_id)
        .returning('group_id')
        .execute();
      return rows.length > 0;
    });
    await recordTopologyChange(tx, args.domainId);
    return { added, removed };
  },
};
