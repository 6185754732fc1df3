import { sql } from 'kysely';
import type { WriteOperation } from './database.ts';
import { type RepositoryAddress, readRepository } from './read-repository.ts';
import { recordTopologyChange } from './record-change.ts';
import { releaseContents } from './release-content.ts';
import { dropResourcePolicy } from './resource-policies.ts';
import { deleteResourceTags } from './resource-tags.ts';
import type { Db } from './schema.ts';

/** Its packages with everything below them; contents that no other repository keeps go, their blobs are marked. */
async function deletePackages(tx: Db, repositoryId: number, now: number): Promise<void> {
  const packages = tx.selectFrom('packages').select('id').where('repository_id', '=', repositoryId);
  const contents = await tx
    .selectFrom('package_versions')
    .select('content_id')
    .distinct()
    .where('package_id', 'in', packages)
    .execute();
  await tx.deleteFrom('package_tags').where('package_id', 'in', packages).execute();
  await tx.deleteFrom('package_versions').where('package_id', 'in', packages).execute();
  await tx.deleteFrom('packages').where('repository_id', '=', repositoryId).execute();
  await releaseContents(
    tx,
    contents.flatMap(({ content_id }) => (content_id === null ? [] : [content_id])),
    now,
  );
}

/** With all it holds, and from the upstream lists that name it. What others keep of its versions stays. */
export const deleteRepository: WriteOperation<RepositoryAddress & { readonly now: number }, void> = {
  name: 'delete-repository',
  async run(tx, { now, ...address }) {
    const { domain, repository } = await readRepository(tx, address);
    await deletePackages(tx, repository.id, now);
    await tx
      .deleteFrom('repository_upstreams')
      .where((where) =>
        where.or([where('repository_id', '=', repository.id), where('upstream_id', '=', repository.id)]),
      )
      .execute();
    await tx.deleteFrom('package_group_repositories').where('repository_id', '=', repository.id).execute();
    await tx.deleteFrom('repository_connections').where('repository_id', '=', repository.id).execute();
    await deleteResourceTags(tx, 'repository', repository.id);
    await dropResourcePolicy(tx, repository);
    await tx.deleteFrom('repositories').where('id', '=', repository.id).execute();
    await tx
      .updateTable('domains')
      .set({ repository_count: sql`repository_count - 1` })
      .where('id', '=', domain.id)
      .execute();
    await recordTopologyChange(tx, domain.id);
  },
};
