import type { Selectable } from 'kysely';
import { notFound } from '../kernel/errors.ts';
import {
  type Restrictions,
  type RestrictionType,
  restrictionModeCodes,
  restrictionModeOf,
} from '../model/origin-restriction.ts';
import type { GroupInTree } from '../model/package-group-line.ts';
import { type GroupPattern, parseGroupPattern } from '../model/package-group-pattern.ts';
import type { PackageGroupsTable } from './package-group-tables.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db } from './schema.ts';

export interface StoredGroup extends GroupPattern, GroupInTree {
  readonly domainId: number;
  readonly restrictions: Restrictions;
  readonly contactInfo: string | null;
  readonly description: string | null;
  readonly createdAt: Date;
}

export const storedGroup = (row: Selectable<PackageGroupsTable>): StoredGroup => ({
  ...parseGroupPattern(row.pattern),
  id: row.id,
  domainId: row.domain_id,
  parentId: row.parent_id,
  restrictions: {
    PUBLISH: restrictionModeOf(row.publish),
    EXTERNAL_UPSTREAM: restrictionModeOf(row.external_upstream),
    INTERNAL_UPSTREAM: restrictionModeOf(row.internal_upstream),
  },
  contactInfo: row.contact_info,
  description: row.description,
  createdAt: new Date(row.created_at),
});

const columnsOf: Record<RestrictionType, 'publish' | 'external_upstream' | 'internal_upstream'> = {
  PUBLISH: 'publish',
  EXTERNAL_UPSTREAM: 'external_upstream',
  INTERNAL_UPSTREAM: 'internal_upstream',
};

/** Restrictions as columns; those that are absent stay out. */
export const restrictionColumns = <R extends Partial<Restrictions>>(restrictions: R) =>
  Object.fromEntries(
    Object.entries(restrictions).map(([type, mode]) => [
      columnsOf[type as RestrictionType],
      restrictionModeCodes[mode],
    ]),
  ) as Record<(typeof columnsOf)[RestrictionType], number>;

export async function findGroup(db: Db, domainId: number, pattern: string): Promise<StoredGroup | null> {
  const row = await db
    .selectFrom('package_groups')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('pattern', '=', pattern)
    .executeTakeFirst();
  return row === undefined ? null : storedGroup(row);
}

export async function readGroup(db: Db, domainId: number, pattern: string): Promise<StoredGroup> {
  const group = await findGroup(db, domainId, pattern);
  if (group === null) throw notFound({ type: 'package-group', id: pattern });
  return group;
}

const groupsByLook = prepareQuery((db, args: Placeholders<{ domainId: number; looks: readonly string[] }>) =>
  db.selectFrom('package_groups').selectAll().where('domain_id', '=', args.domainId).where('look', 'in', args.looks),
);

/** Groups of the domain whose `look` is one of these. */
export async function findGroupsByLook(db: Db, domainId: number, looks: readonly string[]): Promise<StoredGroup[]> {
  if (looks.length === 0) return [];
  return (await groupsByLook.all(db, { domainId, looks })).map(storedGroup);
}
