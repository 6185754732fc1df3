import type { Database } from '../metadata/database.ts';
import type { StoredPackage } from '../metadata/packages.ts';
import { listFetchablePackages } from '../metadata/packages-of-repositories.ts';
import { readTopology } from '../metadata/topology.ts';
import type { PackageName } from '../model/package.ts';
import { searchOrder } from './search-order.ts';
import type { SearchDeps } from './search-path.ts';
import type { Where } from './upstreams.ts';

const pageSize = 500;

/** The packages of one repository, in the order of their keys. */
async function* packagesOf({ reader }: Database, repositoryId: number, format: string): AsyncGenerator<StoredPackage> {
  for (let after = ''; ; ) {
    const page = await listFetchablePackages(reader, { repositoryId, format, after, limit: pageSize });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.key;
  }
}

/** In the order that the store has: by bytes. */
const byKey = (a: StoredPackage, b: StoredPackage): number => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));

/** Names of the packages that repositories of the search order keep, by key; each once, as the first place spells it. */
export async function* listNames(
  { database, quotas }: SearchDeps,
  { repositoryId, format }: Where,
): AsyncGenerator<PackageName> {
  const nodes = await readTopology(database.reader, repositoryId);
  const repositoryIds = new Set(
    searchOrder(repositoryId, nodes, quotas.searchedRepositories).map((step) => step.repositoryId),
  );
  const lists = [...repositoryIds].map((id) => packagesOf(database, id, format.id));
  const heads = await Promise.all(lists.map((list) => list.next()));
  for (;;) {
    const next = heads.flatMap(({ done, value }) => (done === true ? [] : [value])).sort(byKey)[0];
    if (next === undefined) return;
    yield next.name;
    for (const [index, { done, value }] of heads.entries())
      if (done !== true && value.key === next.key)
        heads[index] = (await lists[index]?.next()) ?? { done: true, value: undefined };
  }
}
