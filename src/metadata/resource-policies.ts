import { conflict, notFound, type RegistryError } from '../kernel/errors.ts';
import type { WriteOperation } from './database.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import { readDomain } from './read-domain.ts';
import { readRepository } from './read-repository.ts';
import type { Db } from './schema.ts';

export interface StoredPolicy {
  readonly document: string;
  readonly revision: string;
}

/** A domain, or a repository of it. */
export interface PolicySubject {
  readonly owner: string;
  readonly domain: string;
  readonly repository: string | null;
}

const policyById = prepareQuery((db, { id }: Placeholders<{ id: number }>) =>
  db.selectFrom('resource_policies').select(['document', 'revision']).where('id', '=', id),
);

/** Ids are given out once: what an id stands for never changes. null: the policy is no more. */
export async function findResourcePolicy(db: Db, id: number): Promise<StoredPolicy | null> {
  return (await policyById.first(db, { id })) ?? null;
}

interface Holder {
  readonly table: 'domains' | 'repositories';
  readonly id: number;
  readonly policyId: number | null;
  readonly ref: { readonly type: 'domain' | 'repository'; readonly id: string };
}

async function readHolder(tx: Db, { owner, domain: name, repository: repositoryName }: PolicySubject): Promise<Holder> {
  if (repositoryName === null) {
    const { id, policyId } = await readDomain(tx, owner, name);
    return { table: 'domains', id, policyId, ref: { type: 'domain', id: name } };
  }
  const { repository } = await readRepository(tx, { owner, domain: name, repository: repositoryName });
  const { id, policyId } = repository;
  return { table: 'repositories', id, policyId, ref: { type: 'repository', id: `${name}/${repositoryName}` } };
}

const otherRevision = ({ ref }: Holder, expected: string): RegistryError =>
  conflict(`The policy of the ${ref.type} '${ref.id}' is not of revision '${expected}' any more. Read it again.`, ref);

/** What the holder has now. Conflict unless it is of the revision that the caller knows; null: whatever it is. */
async function readCurrent(tx: Db, holder: Holder, expected: string | null): Promise<StoredPolicy | null> {
  const current = holder.policyId === null ? null : await findResourcePolicy(tx, holder.policyId);
  if (expected !== null && current?.revision !== expected) throw otherRevision(holder, expected);
  return current;
}

async function setPolicy(tx: Db, { table, id, policyId }: Holder, next: number | null): Promise<void> {
  await tx.updateTable(table).set({ policy_id: next }).where('id', '=', id).execute();
  if (policyId !== null) await tx.deleteFrom('resource_policies').where('id', '=', policyId).execute();
}

export interface PutResourcePolicy extends PolicySubject, StoredPolicy {
  /** The revision that is to be replaced; null: whatever there is. */
  readonly expected: string | null;
}

/** Replaces the whole policy. NotFound without the domain or repository, Conflict when `expected` is not the revision. */
export const putResourcePolicy: WriteOperation<PutResourcePolicy, void> = {
  name: 'put-resource-policy',
  async run(tx, { document, revision, expected, ...subject }) {
    const holder = await readHolder(tx, subject);
    await readCurrent(tx, holder, expected);
    const { id } = await tx
      .insertInto('resource_policies')
      .values({ document, revision })
      .returning('id')
      .executeTakeFirstOrThrow();
    await setPolicy(tx, holder, id);
  },
};

/** Answers the policy that it removed. NotFound when there is none, Conflict when it is of another revision. */
export const deleteResourcePolicy: WriteOperation<PolicySubject & { readonly expected: string | null }, StoredPolicy> =
  {
    name: 'delete-resource-policy',
    async run(tx, { expected, ...subject }) {
      const holder = await readHolder(tx, subject);
      const current = await readCurrent(tx, holder, expected);
      if (current === null) throw notFound({ type: holder.ref.type, id: `${holder.ref.id} (its permissions policy)` });
      await setPolicy(tx, holder, null);
      return current;
    },
  };

/** For a domain or a repository that goes. */
export async function dropResourcePolicy(tx: Db, { policyId }: { readonly policyId: number | null }): Promise<void> {
  if (policyId !== null) await tx.deleteFrom('resource_policies').where('id', '=', policyId).execute();
}
