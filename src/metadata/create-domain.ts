import { alreadyExists } from '../kernel/errors.ts';
import { beyondQuota, type Quotas } from '../kernel/quotas.ts';
import { restrictionsOfRoot } from '../model/origin-restriction.ts';
import { parseGroupPattern, rootPattern } from '../model/package-group-pattern.ts';
import type { WriteOperation } from './database.ts';
import { findDomain, type StoredDomain, storedDomain } from './domains.ts';
import { restrictionColumns } from './package-groups.ts';
import { insertResourceTags, type ResourceTag } from './resource-tags.ts';
import type { Db } from './schema.ts';

export interface CreateDomain {
  readonly region: string;
  readonly owner: string;
  readonly name: string;
  readonly encryptionKey: string;
  readonly tags: readonly ResourceTag[];
  readonly now: number;
  readonly quotas: Quotas;
}

async function refuseBeyondQuota(tx: Db, { owner, name, quotas }: CreateDomain): Promise<void> {
  const { count } = await tx
    .selectFrom('domains')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow();
  if (Number(count) < quotas.domainsPerAccount) return;
  throw beyondQuota(
    'domainsPerAccount',
    `The account ${owner} has ${count} domains, and may have no more. Delete one first.`,
    { type: 'domain', id: name },
  );
}

async function insertRootGroup(tx: Db, domainId: number, now: number): Promise<void> {
  await tx
    .insertInto('package_groups')
    .values({
      domain_id: domainId,
      pattern: rootPattern,
      look: parseGroupPattern(rootPattern).look,
      parent_id: null,
      ...restrictionColumns(restrictionsOfRoot),
      contact_info: null,
      description: null,
      created_at: now,
    })
    .execute();
}

/** Conflict when the account has the name already, ServiceQuotaExceeded when it has all the domains it may have. */
export const createDomain: WriteOperation<CreateDomain, StoredDomain> = {
  name: 'create-domain',
  async run(tx, args) {
    const { region, owner, name, encryptionKey, tags, now, quotas } = args;
    if ((await findDomain(tx, owner, name)) !== null) throw alreadyExists({ type: 'domain', id: name });
    await refuseBeyondQuota(tx, args);
    const row = await tx
      .insertInto('domains')
      .values({
        region,
        owner,
        name,
        encryption_key: encryptionKey,
        repository_count: 0,
        asset_size_bytes: 0,
        change_seq: 0,
        created_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await insertRootGroup(tx, row.id, now);
    await insertResourceTags(tx, { kind: 'domain', id: row.id, name }, tags, quotas);
    return storedDomain(row);
  },
};
