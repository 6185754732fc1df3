import type { Selectable } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import type { Database, WriteOperation } from './database.ts';
import type { Db, KeysTable } from './schema.ts';

/** A key sealed by the root key. Domain 0 is the installation. */
export interface StoredKey {
  readonly id: string;
  readonly purpose: string;
  readonly domainId: number;
  readonly sealed: Uint8Array;
  readonly createdAt: number;
}

/** The row that says which root key the others are sealed by: its id as text, no secret. */
const rootKeyRow = 'root-key';

const idBytes = (id: string): Buffer => Buffer.from(id, 'utf8');

const storedKey = (row: Selectable<KeysTable>): StoredKey => ({
  id: row.id,
  purpose: row.purpose,
  domainId: row.domain_id ?? 0,
  sealed: row.sealed,
  createdAt: row.created_at,
});

/** null: no root key was ever used. */
export async function findRootKeyId(db: Db): Promise<string | null> {
  const row = await db.selectFrom('keys').select('sealed').where('id', '=', rootKeyRow).executeTakeFirst();
  return row === undefined ? null : Buffer.from(row.sealed).toString('utf8');
}

/** Whether this root key is in effect; if so, no transaction changes that before this one has ended. */
export async function holdRootKey(tx: Db, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('keys')
    .set({ sealed: idBytes(id) })
    .where('id', '=', rootKeyRow)
    .where('sealed', '=', idBytes(id))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Records the root key unless one is recorded; answers the id of the recorded one. */
export const claimRootKey: WriteOperation<{ readonly id: string; readonly now: number }, string> = {
  name: 'claim-root-key',
  async run(tx, { id, now }) {
    await tx
      .insertInto('keys')
      .values({ id: rootKeyRow, purpose: rootKeyRow, domain_id: 0, sealed: idBytes(id), created_at: now })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    return (await findRootKeyId(tx)) as string;
  },
};

/** Keys of one purpose and domain, oldest first. */
export async function listKeys(db: Db, purpose: string, domainId: number): Promise<StoredKey[]> {
  const rows = await db
    .selectFrom('keys')
    .selectAll()
    .where('purpose', '=', purpose)
    .where('domain_id', '=', domainId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(storedKey);
}

/** The row with this id, inserted if there was none; null, inserting nothing, when another root key is in effect. */
export const insertKey: WriteOperation<{ readonly key: StoredKey; readonly rootKeyId: string }, StoredKey | null> = {
  name: 'insert-key',
  async run(tx, { key, rootKeyId }) {
    if (!(await holdRootKey(tx, rootKeyId))) return null;
    await tx
      .insertInto('keys')
      .values({
        id: key.id,
        purpose: key.purpose,
        domain_id: key.domainId,
        sealed: key.sealed,
        created_at: key.createdAt,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    return storedKey(await tx.selectFrom('keys').selectAll().where('id', '=', key.id).executeTakeFirstOrThrow());
  },
};

/** A secret of the store, whichever table it is in. */
export interface StoredSecret {
  readonly kind: 'key' | 'access-key';
  readonly id: string;
  readonly sealed: Uint8Array;
}

/** Everything that the root key seals. */
export async function listSecrets(db: Db): Promise<StoredSecret[]> {
  const keys = await db
    .selectFrom('keys')
    .select(['id', 'sealed'])
    .where('id', '!=', rootKeyRow)
    .orderBy('id')
    .execute();
  const accessKeys = await db.selectFrom('access_keys').select(['id', 'secret']).orderBy('id').execute();
  return [
    ...keys.map(({ id, sealed }) => ({ kind: 'key' as const, id, sealed })),
    ...accessKeys.map(({ id, secret }) => ({ kind: 'access-key' as const, id, sealed: secret })),
  ];
}

export interface ReplaceSecrets {
  /** Ids of root keys. */
  readonly from: string;
  readonly to: string;
  readonly was: readonly StoredSecret[];
  readonly now: readonly StoredSecret[];
}

const sameSecrets = (a: readonly StoredSecret[], b: readonly StoredSecret[]): boolean =>
  a.length === b.length &&
  a.every(({ kind, id, sealed }, index) => {
    const other = b[index];
    return other !== undefined && kind === other.kind && id === other.id && Buffer.compare(sealed, other.sealed) === 0;
  });

/** False, changing nothing, when the secrets are no longer exactly `was` or another root key than `from` is in effect. */
export const replaceSecrets: WriteOperation<ReplaceSecrets, boolean> = {
  name: 'replace-secrets',
  async run(tx, { from, to, was, now }) {
    if (!(await holdRootKey(tx, from)) || !sameSecrets(await listSecrets(tx), was)) return false;
    for (const { kind, id, sealed } of now)
      await (kind === 'key'
        ? tx.updateTable('keys').set({ sealed }).where('id', '=', id).execute()
        : tx.updateTable('access_keys').set({ secret: sealed }).where('id', '=', id).execute());
    await tx
      .updateTable('keys')
      .set({ sealed: idBytes(to) })
      .where('id', '=', rootKeyRow)
      .execute();
    return true;
  },
};

/** What the room `keys` asks of the metadata store: its `RootKeyRecord`, `SealedKeyStore` and `SealedSecrets`. */
export const keyRecords = (database: Database, clock: Clock) => ({
  rootKey: {
    find: () => findRootKeyId(database.reader),
    claim: (id: string) => database.write(claimRootKey, { id, now: clock.now().getTime() }),
  },
  keys: {
    list: (purpose: string, domainId: number) => listKeys(database.reader, purpose, domainId),
    insertOrRead: (key: StoredKey, rootKeyId: string) => database.write(insertKey, { key, rootKeyId }),
  },
  secrets: {
    list: () => listSecrets(database.reader),
    replace: (change: ReplaceSecrets) => database.write(replaceSecrets, change),
  },
});
