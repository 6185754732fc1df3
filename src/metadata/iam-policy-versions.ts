import type { WriteOperation } from './database.ts';
import { touchIdentity } from './iam-generation.ts';
import type { Db } from './schema.ts';

export interface PolicyVersion {
  readonly version: number;
  readonly document: string;
  readonly createdAt: Date;
}

/** Newest first; their number is limited, so these are all. */
export async function listPolicyVersions(db: Db, policyId: number): Promise<PolicyVersion[]> {
  const rows = await db
    .selectFrom('managed_policy_versions')
    .select(['version', 'document', 'created_at'])
    .where('policy_id', '=', policyId)
    .orderBy('version', 'desc')
    .execute();
  return rows.map(({ version, document, created_at }) => ({ version, document, createdAt: new Date(created_at) }));
}

export interface CreatePolicyVersion {
  readonly policyId: number;
  readonly document: string;
  readonly isDefault: boolean;
  /** How many versions there may be. */
  readonly limit: number;
  readonly now: number;
}

/** The number of the new version; the numbers of deleted ones are not used again. */
export const createPolicyVersion: WriteOperation<CreatePolicyVersion, number | 'not-found' | 'limit'> = {
  name: 'create-policy-version',
  async run(tx, { policyId, document, isDefault, limit, now }) {
    const policy = await tx
      .selectFrom('managed_policies')
      .select('last_version')
      .where('id', '=', policyId)
      .executeTakeFirst();
    if (policy === undefined) return 'not-found';
    if ((await listPolicyVersions(tx, policyId)).length >= limit) return 'limit';
    const version = policy.last_version + 1;
    await tx
      .insertInto('managed_policy_versions')
      .values({ policy_id: policyId, version, document, created_at: now })
      .execute();
    await tx
      .updateTable('managed_policies')
      .set({ last_version: version, updated_at: now, ...(isDefault && { default_version: version }) })
      .where('id', '=', policyId)
      .execute();
    await touchIdentity(tx);
    return version;
  },
};

interface NumberedVersion {
  readonly policyId: number;
  readonly version: number;
}

/** False: there is no such version. */
export const setDefaultPolicyVersion: WriteOperation<NumberedVersion & { readonly now: number }, boolean> = {
  name: 'set-default-policy-version',
  async run(tx, { policyId, version, now }) {
    const versions = await listPolicyVersions(tx, policyId);
    if (!versions.some((known) => known.version === version)) return false;
    await tx
      .updateTable('managed_policies')
      .set({ default_version: version, updated_at: now })
      .where('id', '=', policyId)
      .execute();
    await touchIdentity(tx);
    return true;
  },
};

/** The default version stays. */
export const deletePolicyVersion: WriteOperation<NumberedVersion, 'deleted' | 'not-found' | 'default'> = {
  name: 'delete-policy-version',
  async run(tx, { policyId, version }) {
    const policy = await tx
      .selectFrom('managed_policies')
      .select('default_version')
      .where('id', '=', policyId)
      .executeTakeFirst();
    if (policy?.default_version === version) return 'default';
    const { numDeletedRows } = await tx
      .deleteFrom('managed_policy_versions')
      .where('policy_id', '=', policyId)
      .where('version', '=', version)
      .executeTakeFirst();
    return numDeletedRows === 0n ? 'not-found' : 'deleted';
  },
};
