import { conflict } from '../kernel/errors.ts';
import type { WriteOperation } from './database.ts';
import { findDomain, type StoredDomain } from './domains.ts';
import { dropResourcePolicy } from './resource-policies.ts';
import { deleteResourceTags } from './resource-tags.ts';
import type { Db } from './schema.ts';

/** Their lists of repositories are empty by now: no repository is left. */
async function deleteGroups(tx: Db, domainId: number): Promise<void> {
  const groups = tx.selectFrom('package_groups').select('id').where('domain_id', '=', domainId);
  await tx
    .deleteFrom('resource_tags')
    .where('resource_kind', '=', 'package-group')
    .where('resource_id', 'in', groups)
    .execute();
  await tx.deleteFrom('package_groups').where('domain_id', '=', domainId).execute();
}

/** What the domain was, or null if there was none. Conflict while it has a repository. */
export const deleteDomain: WriteOperation<{ readonly owner: string; readonly name: string }, StoredDomain | null> = {
  name: 'delete-domain',
  async run(tx, { owner, name }) {
    const domain = await findDomain(tx, owner, name);
    if (domain === null) return null;
    const repository = await tx
      .selectFrom('repositories')
      .select('name')
      .where('domain_id', '=', domain.id)
      .orderBy('name')
      .limit(1)
      .executeTakeFirst();
    if (repository !== undefined)
      throw conflict(`The domain '${name}' still has repositories ('${repository.name}' is one). Delete them first.`, {
        type: 'domain',
        id: name,
      });
    await deleteResourceTags(tx, 'domain', domain.id);
    await dropResourcePolicy(tx, domain);
    await deleteGroups(tx, domain.id);
    await tx.deleteFrom('entry_points').where('domain_id', '=', domain.id).execute();
    await tx.deleteFrom('domains').where('id', '=', domain.id).execute();
    return domain;
  },
};
