import type { Selectable } from 'kysely';
import type { WriteOperation } from './database.ts';
import { touchIdentity } from './iam-generation.ts';
import type { PrincipalsTable } from './iam-tables.ts';
import { insertIamTags } from './iam-tags.ts';
import { afterPrefix } from './prefix-range.ts';
import type { ResourceTag } from './resource-tags.ts';
import type { Db } from './schema.ts';

export type EntityKind = 'user' | 'group' | 'role';

/** A user, a group or a role, as IAM describes it. */
export interface StoredEntity {
  readonly id: number;
  readonly accountId: string;
  readonly kind: EntityKind;
  readonly name: string;
  /** Begins and ends with '/'. */
  readonly path: string;
  readonly uniqueId: string;
  readonly arn: string;
  readonly description: string | null;
  /** Of roles. */
  readonly trustPolicy: string | null;
  /** Of roles. */
  readonly maxSessionSeconds: number | null;
  readonly boundaryArn: string | null;
  readonly createdAt: Date;
}

export const storedEntity = (row: Selectable<PrincipalsTable>): StoredEntity => ({
  id: row.id,
  accountId: row.account,
  kind: row.kind as EntityKind,
  name: row.name,
  path: row.path,
  uniqueId: row.unique_id,
  arn: row.arn,
  description: row.description,
  trustPolicy: row.trust_policy,
  maxSessionSeconds: row.max_session_seconds,
  boundaryArn: row.boundary_arn,
  createdAt: new Date(row.created_at),
});

/** Names are found without regard to case. */
export async function findEntity(
  db: Db,
  accountId: string,
  kind: EntityKind,
  name: string,
): Promise<StoredEntity | null> {
  const row = await db
    .selectFrom('principals')
    .selectAll()
    .where('account', '=', accountId)
    .where('kind', '=', kind)
    .where('name_key', '=', name.toLowerCase())
    .executeTakeFirst();
  return row === undefined ? null : storedEntity(row);
}

export async function findEntityByUniqueId(db: Db, uniqueId: string): Promise<StoredEntity | null> {
  const row = await db.selectFrom('principals').selectAll().where('unique_id', '=', uniqueId).executeTakeFirst();
  return row === undefined ? null : storedEntity(row);
}

export async function findEntityByArn(db: Db, arn: string): Promise<StoredEntity | null> {
  const row = await db.selectFrom('principals').selectAll().where('arn', '=', arn).executeTakeFirst();
  return row === undefined ? null : storedEntity(row);
}

export interface EntityPage {
  readonly accountId: string;
  readonly kind: EntityKind;
  readonly pathPrefix: string | null;
  /** The name, in lower case, after which the page begins. */
  readonly after: string | null;
  readonly limit: number;
}

/** By name, without regard to case. */
export async function listEntities(db: Db, page: EntityPage): Promise<StoredEntity[]> {
  let query = db
    .selectFrom('principals')
    .selectAll()
    .where('account', '=', page.accountId)
    .where('kind', '=', page.kind)
    .where('name_key', '>', page.after ?? '');
  const { pathPrefix } = page;
  if (pathPrefix !== null) query = query.where('path', '>=', pathPrefix).where('path', '<', afterPrefix(pathPrefix));
  return (await query.orderBy('name_key').limit(page.limit).execute()).map(storedEntity);
}

export interface NewEntity extends Omit<StoredEntity, 'id' | 'createdAt'> {
  readonly tags: readonly ResourceTag[];
  readonly now: number;
}

const columnsOf = ({ kind, now, ...entity }: Omit<NewEntity, 'tags'>) => ({
  account: entity.accountId,
  kind,
  name: entity.name,
  name_key: entity.name.toLowerCase(),
  path: entity.path,
  unique_id: entity.uniqueId,
  arn: entity.arn,
  description: entity.description,
  trust_policy: entity.trustPolicy,
  max_session_seconds: entity.maxSessionSeconds,
  boundary_arn: entity.boundaryArn,
  created_at: now,
});

/** null: the account has one of that kind and name. */
export async function insertEntity(tx: Db, { tags, ...entity }: NewEntity): Promise<StoredEntity | null> {
  const row = await tx
    .insertInto('principals')
    .values(columnsOf(entity))
    .onConflict((clash) => clash.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return null;
  await insertIamTags(tx, { kind: 'principal', id: row.id }, tags);
  return storedEntity(row);
}

/** null, writing nothing, when the account has one of that kind and name. */
export const createEntity: WriteOperation<NewEntity, StoredEntity | null> = {
  name: 'create-entity',
  async run(tx, entity) {
    const made = await insertEntity(tx, entity);
    if (made !== null) await touchIdentity(tx);
    return made;
  },
};

export interface UpdateEntity {
  readonly id: number;
  readonly change: Partial<
    Pick<StoredEntity, 'name' | 'path' | 'arn' | 'description' | 'trustPolicy' | 'maxSessionSeconds' | 'boundaryArn'>
  >;
}

async function isNameTaken(tx: Db, id: number, name: string): Promise<boolean> {
  const own = await tx.selectFrom('principals').select(['account', 'kind']).where('id', '=', id).executeTakeFirst();
  if (own === undefined) return false;
  const other = await findEntity(tx, own.account, own.kind as EntityKind, name);
  return other !== null && other.id !== id;
}

/** 'exists', writing nothing, when another one of its kind has the new name. */
export const updateEntity: WriteOperation<UpdateEntity, 'updated' | 'not-found' | 'exists'> = {
  name: 'update-entity',
  async run(tx, { id, change }) {
    const { name, path, arn, description, trustPolicy, maxSessionSeconds, boundaryArn } = change;
    if (name !== undefined && (await isNameTaken(tx, id, name))) return 'exists';
    const { numUpdatedRows } = await tx
      .updateTable('principals')
      .set({
        id,
        ...(name !== undefined && { name, name_key: name.toLowerCase() }),
        ...(path !== undefined && { path }),
        ...(arn !== undefined && { arn }),
        ...(description !== undefined && { description }),
        ...(trustPolicy !== undefined && { trust_policy: trustPolicy }),
        ...(maxSessionSeconds !== undefined && { max_session_seconds: maxSessionSeconds }),
        ...(boundaryArn !== undefined && { boundary_arn: boundaryArn }),
      })
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return 'not-found';
    await touchIdentity(tx);
    return 'updated';
  },
};
