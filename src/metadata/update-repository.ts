import type { Quotas } from '../kernel/quotas.ts';
import type { WriteOperation } from './database.ts';
import { type RepositoryAddress, readRepository } from './read-repository.ts';
import { recordTopologyChange } from './record-change.ts';
import { replaceUpstreams } from './repository-upstreams.ts';

export interface UpdateRepository extends RepositoryAddress {
  /** null: stays as it is. */
  readonly description: string | null;
  /** The whole list of names; null: stays as it is. */
  readonly upstreams: readonly string[] | null;
  readonly quotas: Quotas;
}

/** Upstreams are refused as `replaceUpstreams` tells. */
export const updateRepository: WriteOperation<UpdateRepository, void> = {
  name: 'update-repository',
  async run(tx, { description, upstreams, quotas, ...address }) {
    const { domain, repository } = await readRepository(tx, address);
    if (description !== null)
      await tx.updateTable('repositories').set({ description }).where('id', '=', repository.id).execute();
    if (upstreams === null) return;
    await replaceUpstreams(tx, domain, repository, { names: upstreams, quotas });
    await recordTopologyChange(tx, domain.id);
  },
};
