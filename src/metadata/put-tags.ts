import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { Db, PackageTagsTable } from './schema.ts';

const upsertTag = prepareQuery((db, row: Placeholders<PackageTagsTable>) =>
  db
    .insertInto('package_tags')
    .values(row)
    .onConflict((clash) => clash.columns(['package_id', 'tag']).doUpdateSet({ version_key: row.version_key })),
);

/** Points the tags of a package to one of its versions, wherever they pointed before. */
export async function putTags(tx: Db, packageId: number, versionKey: string, tags: readonly string[]): Promise<void> {
  for (const tag of tags) await upsertTag.all(tx, { package_id: packageId, tag, version_key: versionKey });
}
