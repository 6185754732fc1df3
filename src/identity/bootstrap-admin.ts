import { newAccessKeyId, newSecretAccessKey, newUserId } from '../kernel/ids.ts';
import { sealContext } from '../keys/seal-context.ts';
import { storeSealed } from '../keys/store-sealed.ts';
import { listKeys } from '../metadata/keys.ts';
import { createFirstUser, hasPrincipals } from '../metadata/principals.ts';
import type { PrincipalsDeps } from './principals.ts';

/** The document of the AWS managed policy of this name. */
const administratorAccess = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** Under this id the store keeps which access key the installation made by itself. */
const markerId = 'generated-access-key';

export interface AdminOptions {
  readonly accountId: string;
  /** What the operator wants the access key to be; without it, a random one is made. */
  readonly accessKey?: { readonly id: string; readonly secret: string };
}

/**
 * Makes the IAM user `admin`, who may do everything, when there is no principal at all. Answers whether this call made
 * it: of several processes that start on one empty store, exactly one does.
 */
export async function bootstrapAdmin(deps: PrincipalsDeps, { accountId, accessKey }: AdminOptions): Promise<boolean> {
  const { database, root, clock } = deps;
  if (await hasPrincipals(database.reader)) return false;
  const key = accessKey ?? { id: newAccessKeyId(), secret: newSecretAccessKey() };
  const now = clock.now().getTime();
  const user = {
    accountId,
    name: 'admin',
    uniqueId: newUserId(),
    arn: `arn:aws:iam::${accountId}:user/admin`,
    policies: [administratorAccess],
  };
  const outcome = await storeSealed(root, async (rootKeyId) => {
    const secret = await root.wrap(Buffer.from(key.secret), sealContext('access-key', key.id));
    const sealed = await root.wrap(Buffer.from(key.id), sealContext('key', markerId));
    const marker =
      accessKey === undefined ? { id: markerId, purpose: markerId, domainId: 0, sealed, createdAt: now } : null;
    const first = await database.write(createFirstUser, {
      user,
      accessKey: { id: key.id, secret },
      marker,
      rootKeyId,
      now,
    });
    return first === 'root-key-changed' ? null : first;
  });
  return outcome === 'created';
}

/** The id of the access key that `bootstrapAdmin` made up; null when the operator chose it. */
export async function findGeneratedAccessKeyId({ database, root }: PrincipalsDeps): Promise<string | null> {
  const [marker] = await listKeys(database.reader, markerId, 0);
  if (marker === undefined) return null;
  return (await root.unwrap(marker.sealed, sealContext('key', markerId))).toString('utf8');
}
