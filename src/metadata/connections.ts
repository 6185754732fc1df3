import { conflict, invalid, RegistryError } from '../kernel/errors.ts';
import { limits } from '../kernel/limits.ts';
import type { WriteOperation } from './database.ts';
import { type RepositoryAddress, readRepository } from './read-repository.ts';
import { recordTopologyChange } from './record-change.ts';
import type { Db } from './schema.ts';

/** Names of the external connections of a repository. */
export async function listConnections(db: Db, repositoryId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('repository_connections')
    .select('connection')
    .where('repository_id', '=', repositoryId)
    .orderBy('connection')
    .execute();
  return rows.map(({ connection }) => connection);
}

export interface RepositoryConnection extends RepositoryAddress {
  readonly connection: string;
}

const resourceOf = ({ domain, repository }: RepositoryAddress) =>
  ({ type: 'repository', id: `${domain}/${repository}` }) as const;

/** Conflict when it is associated already; Validation when the repository has another one, as AWS answers. */
export const associateConnection: WriteOperation<RepositoryConnection, void> = {
  name: 'associate-connection',
  async run(tx, { connection, ...address }) {
    const { domain, repository } = await readRepository(tx, address);
    const present = await listConnections(tx, repository.id);
    if (present.includes(connection))
      throw conflict(
        `The repository '${address.repository}' has the external connection '${connection}' already.`,
        resourceOf(address),
      );
    if (present.length >= limits.connectionsPerRepository)
      throw invalid(
        `A repository may have ${limits.connectionsPerRepository} external connection, and '${address.repository}' has ` +
          `'${present.join("', '")}'. Give '${connection}' a repository of its own and make that an upstream.`,
        'OTHER',
      );
    await tx.insertInto('repository_connections').values({ repository_id: repository.id, connection }).execute();
    await recordTopologyChange(tx, domain.id);
  },
};

/** NotFound when it is not associated. What came in through it stays. */
export const disassociateConnection: WriteOperation<RepositoryConnection, void> = {
  name: 'disassociate-connection',
  async run(tx, { connection, ...address }) {
    const { domain, repository } = await readRepository(tx, address);
    const gone = await tx
      .deleteFrom('repository_connections')
      .where('repository_id', '=', repository.id)
      .where('connection', '=', connection)
      .returning('connection')
      .execute();
    if (gone.length === 0)
      throw new RegistryError(
        'ResourceNotFound',
        `The repository '${address.repository}' does not have the external connection '${connection}'.`,
        { resource: resourceOf(address) },
      );
    await recordTopologyChange(tx, domain.id);
  },
};
