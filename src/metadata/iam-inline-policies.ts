import type { WriteOperation } from './database.ts';
import { touchIdentity } from './iam-generation.ts';
import type { Db } from './schema.ts';

export interface InlinePolicy {
  readonly name: string;
  readonly document: string;
}

interface NamedPolicy {
  readonly principalId: number;
  readonly name: string;
}

/** IAM counts no white space. */
const countedLength = (document: string): number => document.replace(/\s/g, '').length;

export interface PutInlinePolicy extends NamedPolicy {
  readonly document: string;
  /** Characters that all inline policies of the principal may have together, white space not counted. */
  readonly limit: number;
}

/** Replaces one of the same name. */
export const putInlinePolicy: WriteOperation<PutInlinePolicy, 'put' | 'not-found' | 'limit'> = {
  name: 'put-inline-policy',
  async run(tx, { principalId, name, document, limit }) {
    const owner = await tx.selectFrom('principals').select('id').where('id', '=', principalId).executeTakeFirst();
    if (owner === undefined) return 'not-found';
    const others = (await listInlinePolicies(tx, principalId)).filter((policy) => policy.name !== name);
    const total = [document, ...others.map((policy) => policy.document)].reduce(
      (sum, of) => sum + countedLength(of),
      0,
    );
    if (total > limit) return 'limit';
    await tx
      .insertInto('inline_policies')
      .values({ principal_id: principalId, name, document })
      .onConflict((clash) => clash.columns(['principal_id', 'name']).doUpdateSet({ document }))
      .execute();
    await touchIdentity(tx);
    return 'put';
  },
};

/** False: there is none of that name. */
export const deleteInlinePolicy: WriteOperation<NamedPolicy, boolean> = {
  name: 'delete-inline-policy',
  async run(tx, { principalId, name }) {
    const { numDeletedRows } = await tx
      .deleteFrom('inline_policies')
      .where('principal_id', '=', principalId)
      .where('name', '=', name)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await touchIdentity(tx);
    return true;
  },
};

/** By name; their total size is limited, so these are all. */
export function listInlinePolicies(db: Db, principalId: number): Promise<InlinePolicy[]> {
  return db
    .selectFrom('inline_policies')
    .select(['name', 'document'])
    .where('principal_id', '=', principalId)
    .orderBy('name')
    .execute();
}
