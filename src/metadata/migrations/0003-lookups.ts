import type { Kysely } from 'kysely';

/** Lookups that read whole tables: whose token a request carries, and the keys of one purpose. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.createIndex('principals_by_unique_id').unique().on('principals').column('unique_id').execute();
  await db.schema
    .createIndex('keys_by_purpose')
    .on('keys')
    .columns(['purpose', 'domain_id', 'created_at', 'id'])
    .execute();
}
