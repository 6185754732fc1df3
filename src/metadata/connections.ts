import { conflict, invalid, RegistryError } from '../kernel/errors.ts';
import type { Quotas } from '../kernel/quotas.ts';
import type { WriteOperation } from './database.ts';
import { type RepositoryAddress, readRepository } from './read-repository.ts';
import { recordTopologyChange } from './record-change.ts';
import type { Db } from './schema.ts';

/** Names of the external connections of a repository, in the order in which they are asked. */
export async function listConnections(db: Db, repositoryId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('repository_connections')
    .select('connection')
    .where('repository_id', '=', repositoryId)
    .orderBy('position')
    .execute();
  return rows.map(({ connection }) => connection);
}

export interface RepositoryConnection extends RepositoryAddress {
  readonly connection: string;
}

async function nextPosition(tx: Db, repositoryId: number): Promise<number> {
  const last = await tx
    .selectFrom('repository_connections')
    .select('position')
    .where('repository_id', '=', repositoryId)
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? 0 : last.position + 1;
}

const resourceOf = ({ domain, repository }: RepositoryAddress) =>
  ({ type: 'repository', id: `${domain}/${repository}` }) as const;

export interface NewConnection extends RepositoryConnection {
  readonly quotas: Quotas;
}

/**
 * Puts it behind those that are there. Conflict when it is associated already; Validation when the repository has all
 * that it may have, as AWS answers.
 */
export const associateConnection: WriteOperation<NewConnection, void> = {
  name: 'associate-connection',
  async run(tx, { connection, quotas, ...address }) {
    const { domain, repository } = await readRepository(tx, address);
    const present = await listConnections(tx, repository.id);
    if (present.includes(connection))
      throw conflict(
        `The repository '${address.repository}' has the external connection '${connection}' already.`,
        resourceOf(address),
      );
    if (present.length >= quotas.connectionsPerRepository)
      throw invalid(
        `ExternalConnections for repositories are limited to ${quotas.connectionsPerRepository}, and ` +
          `'${address.repository}' has '${present.join("', '")}'. Give '${connection}' a repository of its own and make ` +
          "that an upstream; or whoever runs this server can raise the quota 'connectionsPerRepository'.",
        'OTHER',
      );
    await tx
      .insertInto('repository_connections')
      .values({ repository_id: repository.id, connection, position: await nextPosition(tx, repository.id) })
      .execute();
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
