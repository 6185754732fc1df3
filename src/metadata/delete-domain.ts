import { conflict } from '../kernel/errors.ts';
import type { WriteOperation } from './database.ts';
import { findDomain, type StoredDomain } from './domains.ts';
import { deleteResourceTags } from './resource-tags.ts';

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
    await tx.deleteFrom('entry_points').where('domain_id', '=', domain.id).execute();
    await tx.deleteFrom('domains').where('id', '=', domain.id).execute();
    return domain;
  },
};
