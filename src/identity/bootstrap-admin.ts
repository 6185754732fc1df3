import { newAccessKeyId, newSecretAccessKey, newUserId } from '../kernel/ids.ts';
import { sealContext } from '../keys/seal-context.ts';
import { storeSealed } from '../keys/store-sealed.ts';
import type { AuditRecord } from '../metadata/database.ts';
import type { NewEntity } from '../metadata/iam-entities.ts';
import { listKeys } from '../metadata/keys.ts';
import { createAdmin, hasPrincipals } from '../metadata/principals.ts';
import { administratorAccess } from './aws-managed-policies.ts';
import type { PrincipalsDeps } from './principals.ts';

/** Under this id the store keeps which access key the installation made by itself. */
const markerId = 'generated-access-key';

interface SigningPair {
  readonly id: string;
  readonly secret: string;
}

export interface AdminOptions {
  readonly accountId: string;
  /** What the operator wants the access key to be; without it, a random one is made. */
  readonly accessKey?: SigningPair;
}

interface MakeAdmin {
  readonly account: { readonly id: string; readonly name: string };
  readonly key: SigningPair;
  /** Where there is no principal at all; else: where there is no such account. */
  readonly first: boolean;
  /** Whether to remember that this installation made the key. */
  readonly mark: boolean;
}

const adminOf = (accountId: string, now: number): NewEntity => ({
  accountId,
  kind: 'user',
  name: 'admin',
  path: '/',
  uniqueId: newUserId(),
  arn: `arn:aws:iam::${accountId}:user/admin`,
  description: null,
  trustPolicy: null,
  maxSessionSeconds: null,
  boundaryArn: null,
  tags: [],
  now,
});

/** Whether this call made the user `admin` of the account, who may do everything in it. */
async function makeAdmin(
  deps: PrincipalsDeps,
  { account, key, first, mark }: MakeAdmin,
  audit: readonly AuditRecord[] = [],
): Promise<boolean> {
  const { database, root, clock } = deps;
  const now = clock.now().getTime();
  const outcome = await storeSealed(root, async (rootKeyId) => {
    const secret = await root.wrap(Buffer.from(key.secret), sealContext('access-key', key.id));
    const sealed = await root.wrap(Buffer.from(key.id), sealContext('key', markerId));
    const marker = mark ? { id: markerId, purpose: markerId, domainId: 0, sealed, createdAt: now } : null;
    const policyArn = administratorAccess.arn;
    const accessKey = { id: key.id, secret };
    const admin = { account, user: adminOf(account.id, now), policyArn, accessKey, marker, rootKeyId, now, first };
    const made = await database.write(createAdmin, admin, audit);
    return made === 'root-key-changed' ? null : made;
  });
  return outcome === 'created';
}

const newKey = (): SigningPair => ({ id: newAccessKeyId(), secret: newSecretAccessKey() });

/**
 * Makes the IAM user `admin`, who may do everything, when there is no principal at all. Answers whether this call made
 * it: of several processes that start on one empty store, exactly one does.
 */
export async function bootstrapAdmin(deps: PrincipalsDeps, { accountId, accessKey }: AdminOptions): Promise<boolean> {
  if (await hasPrincipals(deps.database.reader)) return false;
  const account = { id: accountId, name: accountId };
  return makeAdmin(deps, { account, key: accessKey ?? newKey(), first: true, mark: accessKey === undefined });
}

/** A further account, with a user `admin` of its own; answers that user's access key. null: there is such an account. */
export async function createAccount(
  deps: PrincipalsDeps,
  account: { readonly id: string; readonly name: string },
  audit: readonly AuditRecord[],
): Promise<SigningPair | null> {
  const key = newKey();
  return (await makeAdmin(deps, { account, key, first: false, mark: false }, audit)) ? key : null;
}

/** The id of the access key that `bootstrapAdmin` made up; null when the operator chose it. */
export async function findGeneratedAccessKeyId({ database, root }: PrincipalsDeps): Promise<string | null> {
  const [marker] = await listKeys(database.reader, markerId, 0);
  if (marker === undefined) return null;
  return (await root.unwrap(marker.sealed, sealContext('key', markerId))).toString('utf8');
}
