import { alreadyExists, notFound } from '../kernel/errors.ts';
import { beyondQuota, type Quotas } from '../kernel/quotas.ts';
import { restrictionsOfNewGroup } from '../model/origin-restriction.ts';
import { containsGroup, looksAbove } from '../model/package-group-match.ts';
import { type GroupPattern, parseGroupPattern } from '../model/package-group-pattern.ts';
import type { WriteOperation } from './database.ts';
import { findGroup, findGroupsByLook, restrictionColumns, type StoredGroup, storedGroup } from './package-groups.ts';
import { afterPrefix } from './prefix-range.ts';
import { recordTopologyChange } from './record-change.ts';
import { insertResourceTags, type ResourceTag } from './resource-tags.ts';
import type { Db } from './schema.ts';

export interface CreatePackageGroup {
  readonly domainId: number;
  /** Its name. */
  readonly domain: string;
  readonly pattern: string;
  readonly contactInfo: string | null;
  readonly description: string | null;
  readonly tags: readonly ResourceTag[];
  readonly now: number;
  readonly quotas: Quotas;
}

async function refuseBeyondQuota(tx: Db, { domainId, pattern, quotas }: CreatePackageGroup): Promise<void> {
  const { count } = await tx
    .selectFrom('package_groups')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('domain_id', '=', domainId)
    .executeTakeFirstOrThrow();
  if (Number(count) < quotas.packageGroupsPerDomain) return;
  throw beyondQuota(
    'packageGroupsPerDomain',
    `The domain has ${count} package groups, and may have no more. Delete one first.`,
    { type: 'package-group', id: pattern },
  );
}

/** The nearest group that contains the pattern: all that do contain one another, and the root is one of them. */
async function findParent(tx: Db, domainId: number, pattern: GroupPattern): Promise<StoredGroup | null> {
  const found = await findGroupsByLook(tx, domainId, looksAbove(pattern.look));
  const above = found.filter((group) => containsGroup(group, pattern));
  return above.length === 0
    ? null
    : above.reduce((nearest, group) => (containsGroup(nearest, group) ? group : nearest));
}

/** Children of the parent that the new group contains are its own from now on. */
async function adopt(tx: Db, group: StoredGroup): Promise<void> {
  const siblings = await tx
    .selectFrom('package_groups')
    .selectAll()
    .where('parent_id', '=', group.parentId)
    .where('pattern', '>=', group.prefix)
    .where('pattern', '<', afterPrefix(group.prefix))
    .execute();
  const ids = siblings.flatMap((row) => (containsGroup(group, storedGroup(row)) ? row.id : []));
  if (ids.length > 0)
    await tx.updateTable('package_groups').set({ parent_id: group.id }).where('id', 'in', ids).execute();
}

/** Conflict when the domain has the pattern already. Packages that match best belong to the group at once. */
export const createPackageGroup: WriteOperation<CreatePackageGroup, StoredGroup> = {
  name: 'create-package-group',
  async run(tx, args) {
    const { domainId, domain, pattern, contactInfo, description, tags, now, quotas } = args;
    if ((await findGroup(tx, domainId, pattern)) !== null) throw alreadyExists({ type: 'package-group', id: pattern });
    await refuseBeyondQuota(tx, args);
    const parsed = parseGroupPattern(pattern);
    const parent = await findParent(tx, domainId, parsed);
    // Only a domain that was deleted meanwhile has no root.
    if (parent === null) throw notFound({ type: 'domain', id: domain });
    const row = await tx
      .insertInto('package_groups')
      .values({
        domain_id: domainId,
        pattern,
        look: parsed.look,
        parent_id: parent.id,
        ...restrictionColumns(restrictionsOfNewGroup),
        contact_info: contactInfo,
        description,
        created_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const group = storedGroup(row);
    await adopt(tx, group);
    await insertResourceTags(tx, { kind: 'package-group', id: group.id, name: pattern }, tags, quotas);
    await recordTopologyChange(tx, domainId);
    return group;
  },
};
