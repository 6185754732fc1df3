import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsultSource } from '../formats/format.ts';
import { readBytes } from '../kernel/streams.ts';
import { readTopology } from '../metadata/topology.ts';
import type { PackageName } from '../model/package.ts';
import type { ExternalConnection } from './connections.ts';
import type { Engine } from './engine.ts';
import { searchOrder } from './search-order.ts';
import { searchPath } from './search-path.ts';
import type { Where } from './upstreams.ts';

/** An audit names every package of an application; others have their turn in between. */
const namesATurn = 50;

/** Connection to the names that an install would ask it for. */
async function sortNames(
  engine: Engine,
  where: Where,
  names: readonly PackageName[],
): Promise<ReadonlyMap<string, readonly PackageName[]>> {
  const sorted = new Map<string, PackageName[]>();
  for (const [index, name] of names.entries()) {
    if (index % namesATurn === namesATurn - 1) await nextTurn();
    for (const { connection } of (await searchPath(engine, where, name)).steps) {
      if (connection === null) continue;
      const known = sorted.get(connection);
      if (known === undefined) sorted.set(connection, [name]);
      else known.push(name);
    }
  }
  return sorted;
}

function consultSource({ requests, log }: Engine, connection: ExternalConnection, address: URL): ConsultSource {
  return {
    async ask(path, json) {
      const url = new URL(path, address);
      const body = json === undefined ? null : { text: json, contentType: 'application/json' };
      const answer = await requests
        .consult(connection, url, { accept: 'application/json', body })
        .catch((error: Error) => {
          log.warn({ connection: connection.name, reason: error.message }, `'${connection.name}' could not be asked.`);
          throw error;
        });
      if (answer === null) return null;
      const bytes = await readBytes(answer.body, Number.POSITIVE_INFINITY);
      return {
        url: answer.url,
        contentType: answer.headers.get('content-type') ?? '',
        headers: Object.fromEntries(answer.headers),
        text: async () => bytes.toString('utf8'),
        bytes: async () => bytes,
      };
    },
  };
}

/** Asks every external connection of the search order at once; nothing of the answers is kept. */
export async function consult<T>(
  engine: Engine,
  where: Where,
  names: readonly PackageName[],
  ask: (source: ConsultSource, allowed: readonly PackageName[]) => Promise<T | null>,
): Promise<readonly T[]> {
  const nodes = await readTopology(engine.database.reader, where.repositoryId);
  const allowed = await sortNames(engine, where, names);
  const answers = searchOrder(where.repositoryId, nodes, engine.quotas.searchedRepositories).map(
    async ({ connection }) => {
      const speaking = connection === null ? null : engine.speakers.find(connection, where.format);
      if (speaking === null) return null;
      return ask(
        consultSource(engine, speaking.connection, speaking.address),
        allowed.get(speaking.connection.name) ?? [],
      );
    },
  );
  return (await Promise.all(answers)).filter((answer) => answer !== null);
}
