import type { WriteOperation } from './database.ts';
import { type StoredEntity, storedEntity } from './iam-entities.ts';
import { touchIdentity } from './iam-generation.ts';
import { holdRootKey } from './keys.ts';
import type { Db } from './schema.ts';

export type AccessKeyStatus = 'Active' | 'Inactive';

const statusOf = (status: number): AccessKeyStatus => (status === 1 ? 'Active' : 'Inactive');

export interface StoredAccessKey {
  readonly id: string;
  /** Sealed by the root key. */
  readonly secret: Uint8Array;
  readonly status: AccessKeyStatus;
  readonly user: StoredEntity;
}

/** The access key with its user. */
export async function findAccessKey(db: Db, id: string): Promise<StoredAccessKey | null> {
  const row = await db
    .selectFrom('access_keys')
    .innerJoin('principals', 'principals.id', 'access_keys.principal_id')
    .selectAll('principals')
    .select(['access_keys.secret', 'access_keys.status'])
    .where('access_keys.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : { id, secret: row.secret, status: statusOf(row.status), user: storedEntity(row) };
}

/** What may be told of a key. */
export interface DescribedAccessKey {
  readonly id: string;
  readonly status: AccessKeyStatus;
  readonly createdAt: Date;
}

/** Oldest first; their number is limited, so these are all. */
export async function listAccessKeys(db: Db, principalId: number): Promise<DescribedAccessKey[]> {
  const rows = await db
    .selectFrom('access_keys')
    .select(['id', 'status', 'created_at'])
    .where('principal_id', '=', principalId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(({ id, status, created_at }) => ({
    id,
    status: statusOf(status),
    createdAt: new Date(created_at),
  }));
}

export interface KeyUse {
  readonly user: { readonly accountId: string; readonly name: string; readonly path: string };
  /** null: it was never used. */
  readonly last: { readonly at: Date; readonly service: string; readonly region: string } | null;
}

export async function findKeyUse(db: Db, id: string): Promise<KeyUse | null> {
  const row = await db
    .selectFrom('access_keys')
    .innerJoin('principals', 'principals.id', 'access_keys.principal_id')
    .select(['account', 'name', 'path', 'last_used_at', 'last_used_service', 'last_used_region'])
    .where('access_keys.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { last_used_at: at, last_used_service: service, last_used_region: region } = row;
  return {
    user: { accountId: row.account, name: row.name, path: row.path },
    last: at === null ? null : { at: new Date(at), service: service ?? '', region: region ?? '' },
  };
}

export interface CreateAccessKey {
  readonly principalId: number;
  readonly id: string;
  readonly secret: Uint8Array;
  readonly rootKeyId: string;
  /** How many a user may have. */
  readonly limit: number;
  readonly now: number;
}

export type CreateKeyOutcome = 'created' | 'no-user' | 'limit' | 'root-key-changed';

/** An active key; anything else than 'created' has written nothing. */
export const createAccessKey: WriteOperation<CreateAccessKey, CreateKeyOutcome> = {
  name: 'create-access-key',
  async run(tx, { principalId, id, secret, rootKeyId, limit, now }) {
    if (!(await holdRootKey(tx, rootKeyId))) return 'root-key-changed';
    const user = await tx.selectFrom('principals').select('id').where('id', '=', principalId).executeTakeFirst();
    if (user === undefined) return 'no-user';
    if ((await listAccessKeys(tx, principalId)).length >= limit) return 'limit';
    await tx
      .insertInto('access_keys')
      .values({ id, principal_id: principalId, secret, status: 1, created_at: now })
      .execute();
    await touchIdentity(tx);
    return 'created';
  },
};

interface KeyOf {
  readonly principalId: number;
  readonly id: string;
}

/** False: the user has no such key. */
export const setAccessKeyStatus: WriteOperation<KeyOf & { readonly status: AccessKeyStatus }, boolean> = {
  name: 'set-access-key-status',
  async run(tx, { principalId, id, status }) {
    const { numUpdatedRows } = await tx
      .updateTable('access_keys')
      .set({ status: status === 'Active' ? 1 : 0 })
      .where('id', '=', id)
      .where('principal_id', '=', principalId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await touchIdentity(tx);
    return true;
  },
};

/** False: the user has no such key. */
export const deleteAccessKey: WriteOperation<KeyOf, boolean> = {
  name: 'delete-access-key',
  async run(tx, { principalId, id }) {
    const { numDeletedRows } = await tx
      .deleteFrom('access_keys')
      .where('id', '=', id)
      .where('principal_id', '=', principalId)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await touchIdentity(tx);
    return true;
  },
};
