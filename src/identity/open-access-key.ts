import type { RootKey } from '../keys/root-key.ts';
import { sealContext } from '../keys/seal-context.ts';
import { type AccessKeyStatus, findAccessKey } from '../metadata/access-keys.ts';
import type { Database } from '../metadata/database.ts';
import type { StoredEntity } from '../metadata/iam-entities.ts';

export interface OpenedAccessKey {
  readonly secret: string;
  readonly status: AccessKeyStatus;
  readonly user: StoredEntity;
}

/** The access key with its secret as it is in the metadata store at this moment; null: there is none. */
export async function openAccessKey(
  { database, root }: { readonly database: Database; readonly root: RootKey },
  id: string,
): Promise<OpenedAccessKey | null> {
  const row = await findAccessKey(database.reader, id);
  if (row === null) return null;
  const secret = await root.unwrap(row.secret, sealContext('access-key', id));
  return { secret: secret.toString('utf8'), status: row.status, user: row.user };
}
