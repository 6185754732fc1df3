import type { Principal } from '../model/principal.ts';
import { storedPrincipal } from './principals.ts';
import type { Db } from './schema.ts';

export type AccessKeyStatus = 'Active' | 'Inactive';

export interface StoredAccessKey {
  readonly id: string;
  /** Sealed by the root key. */
  readonly secret: Uint8Array;
  readonly status: AccessKeyStatus;
  readonly principal: Principal;
}

/** The access key with its principal. */
export async function findAccessKey(db: Db, id: string): Promise<StoredAccessKey | null> {
  const row = await db
    .selectFrom('access_keys')
    .innerJoin('principals', 'principals.id', 'access_keys.principal_id')
    .selectAll('principals')
    .select(['access_keys.secret', 'access_keys.status'])
    .where('access_keys.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { id, secret: row.secret, status: row.status === 1 ? 'Active' : 'Inactive', principal: storedPrincipal(row) };
}
