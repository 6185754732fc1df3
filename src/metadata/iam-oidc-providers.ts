import type { Selectable } from 'kysely';
import type { WriteOperation } from './database.ts';
import type { IamTables } from './iam-tables.ts';
import { deleteIamTags, insertIamTags } from './iam-tags.ts';
import type { ResourceTag } from './resource-tags.ts';
import type { Db } from './schema.ts';

/** An issuer whose tokens an account trusts. */
export interface OidcProvider {
  readonly id: number;
  readonly accountId: string;
  /** Without `https://`. */
  readonly url: string;
  readonly clientIds: readonly string[];
  /** Kept for clients that set them; certificates are verified against the trusted authorities instead. */
  readonly thumbprints: readonly string[];
  readonly createdAt: Date;
}

const provider = (row: Selectable<IamTables['oidc_providers']>): OidcProvider => ({
  id: row.id,
  accountId: row.account,
  url: row.url,
  clientIds: JSON.parse(row.client_ids) as string[],
  thumbprints: JSON.parse(row.thumbprints) as string[],
  createdAt: new Date(row.created_at),
});

export async function findOidcProvider(db: Db, accountId: string, url: string): Promise<OidcProvider | null> {
  const row = await db
    .selectFrom('oidc_providers')
    .selectAll()
    .where('account', '=', accountId)
    .where('url', '=', url)
    .executeTakeFirst();
  return row === undefined ? null : provider(row);
}

/** By URL; their number is limited, so these are all. */
export async function listOidcProviders(db: Db, accountId: string): Promise<OidcProvider[]> {
  const rows = await db
    .selectFrom('oidc_providers')
    .selectAll()
    .where('account', '=', accountId)
    .orderBy('url')
    .execute();
  return rows.map(provider);
}

export interface CreateOidcProvider extends Pick<OidcProvider, 'accountId' | 'url' | 'clientIds' | 'thumbprints'> {
  readonly tags: readonly ResourceTag[];
  /** How many an account may have. */
  readonly limit: number;
  readonly now: number;
}

export const createOidcProvider: WriteOperation<CreateOidcProvider, 'created' | 'exists' | 'limit'> = {
  name: 'create-oidc-provider',
  async run(tx, { accountId, url, clientIds, thumbprints, tags, limit, now }) {
    const known = await listOidcProviders(tx, accountId);
    if (known.some((other) => other.url === url)) return 'exists';
    if (known.length >= limit) return 'limit';
    const { id } = await tx
      .insertInto('oidc_providers')
      .values({
        account: accountId,
        url,
        client_ids: JSON.stringify(clientIds),
        thumbprints: JSON.stringify(thumbprints),
        created_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await insertIamTags(tx, { kind: 'oidc-provider', id }, tags);
    return 'created';
  },
};

export interface UpdateOidcProvider {
  readonly id: number;
  readonly change: Partial<Pick<OidcProvider, 'clientIds' | 'thumbprints'>>;
}

/** False: it is gone. */
export const updateOidcProvider: WriteOperation<UpdateOidcProvider, boolean> = {
  name: 'update-oidc-provider',
  async run(tx, { id, change: { clientIds, thumbprints } }) {
    const { numUpdatedRows } = await tx
      .updateTable('oidc_providers')
      .set({
        id,
        ...(clientIds !== undefined && { client_ids: JSON.stringify(clientIds) }),
        ...(thumbprints !== undefined && { thumbprints: JSON.stringify(thumbprints) }),
      })
      .where('id', '=', id)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  },
};

/** Deleting what is gone changes nothing. */
export const deleteOidcProvider: WriteOperation<{ readonly id: number }, void> = {
  name: 'delete-oidc-provider',
  async run(tx, { id }) {
    await tx.deleteFrom('oidc_providers').where('id', '=', id).execute();
    await deleteIamTags(tx, { kind: 'oidc-provider', id });
  },
};
