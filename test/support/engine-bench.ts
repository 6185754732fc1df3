import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { BlobStore } from '../../src/blobs/blob-store.ts';
import { createMemoryBlobStore } from '../../src/blobs/memory-blob-store.ts';
import type { Format } from '../../src/formats/format.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { defaultQuotas } from '../../src/kernel/quotas.ts';
import { connectSqlite } from '../../src/metadata/connect-sqlite.ts';
import { associateConnection } from '../../src/metadata/connections.ts';
import { createDomain } from '../../src/metadata/create-domain.ts';
import { createRepository } from '../../src/metadata/create-repository.ts';
import type { Database } from '../../src/metadata/database.ts';
import { findVersion, type StoredVersion } from '../../src/metadata/package-versions.ts';
import { findPackage } from '../../src/metadata/packages.ts';
import { storeVersion } from '../../src/metadata/store-version.ts';
import { controlsOfFirstPublish } from '../../src/model/origin.ts';
import { createUpstreams, type RunningUpstreams, type UpstreamsDeps } from '../../src/upstreams/create-upstreams.ts';
import { makeKeptContent } from '../../src/upstreams/make-kept-content.ts';
import { type OriginClientOptions, originClient } from '../../src/upstreams/origin-client.ts';
import { identify } from '../../src/upstreams/retain-version.ts';
import type { FoundAsset, MergedIndex, Where } from '../../src/upstreams/upstreams.ts';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream/fake-upstream.ts';
import { plainFormat } from './plain-format.ts';
import { temporaryFolder } from './temporary-folder.ts';

const owner = '111122223333';
export const connectionName = 'custom:fake';

/** Repositories, each after its upstreams: the names of those, and whether the fake upstream is its connection. */
export type Chain = Readonly<Record<string, { readonly upstreams?: readonly string[]; readonly connected?: boolean }>>;

export const threeLevels: Chain = {
  store: { connected: true },
  team: { upstreams: ['store'] },
  app: { upstreams: ['team'] },
};

export interface EngineBenchOptions extends Partial<UpstreamsDeps> {
  readonly chain?: Chain;
  readonly format?: Format;
  readonly origin?: OriginClientOptions;
}

/** The engine on a real database and blob store, in front of a fake upstream; the time can be moved. */
export interface EngineBench extends AsyncDisposable {
  readonly upstream: FakeUpstream;
  readonly upstreams: RunningUpstreams;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly logged: readonly string[];
  where(repository: string): Where;
  pass(seconds: number): void;
  readIndex(repository: string, name: string, noCache?: boolean): Promise<MergedIndex | null>;
  /** Versions shown, in order. */
  shown(repository: string, name: string): Promise<string[]>;
  open(repository: string, name: string, version: string, asset: string): Promise<FoundAsset | null>;
  /** The whole bytes as text; null: not found. */
  fetch(repository: string, name: string, version: string, asset: string): Promise<string | null>;
  /** How many blobs are stored. */
  countBlobs(): Promise<number>;
  kept(repository: string, name: string, version: string): Promise<StoredVersion | null>;
  /** Publishes a version of one file into a repository. */
  publish(repository: string, name: string, version: string, bytes: string): Promise<void>;
  /** A second engine on the same store: what a restart leaves. */
  restart(): RunningUpstreams;
}

const quotas = defaultQuotas;

async function makeRepositories(database: Database, domain: string, chain: Chain): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  const now = Date.now();
  for (const [name, { upstreams = [], connected = false }] of Object.entries(chain)) {
    const base = { owner, domain, name, administrator: owner, description: null, tags: [], now, quotas };
    const { id } = await database.write(createRepository, { ...base, upstreams });
    ids.set(name, id);
    if (connected)
      await database.write(associateConnection, {
        owner,
        domain,
        repository: name,
        connection: connectionName,
        quotas,
      });
  }
  return ids;
}

async function publish(
  { database, blobs }: Pick<EngineBench, 'database' | 'blobs'>,
  where: Where,
  name: string,
  version: string,
  bytes: string,
): Promise<void> {
  const { domainId, repositoryId, format } = where;
  const file = await blobs.stage(domainId, Readable.from([Buffer.from(bytes)]), { maxBytes: 1024 });
  const { sizeBytes, digests } = file;
  const blob = { ...(await file.commit()), sizeBytes, digests, stagedAt: Date.now() };
  const facts = { summary: 'published', yanked: false, notes: [] };
  const asset = { name: 'a.bin', sizeBytes, digests, publishedAt: null };
  const entry = { version, publishedAt: new Date().toISOString(), assets: [asset], facts };
  const assets = [{ entry: asset, stored: { name: asset.name, blob, origin: null } }];
  const subject = { namespace: null, name };
  await database.write(storeVersion, {
    ...{ domainId, repositoryId, expected: null, publishedBy: 'arn:someone', tags: [], now: Date.now() },
    ...identify(format, subject, version),
    content: makeKeptContent(format, { name: subject, entry, readme: null, assets }),
    status: 'Published',
    origin: 'INTERNAL',
    entry: { kind: 'repository', name: 'here' },
    firstControls: controlsOfFirstPublish,
  });
}

export async function engineBench(options: EngineBenchOptions = {}): Promise<EngineBench> {
  const { chain = threeLevels, format = plainFormat as Format, origin, ...deps } = options;
  const upstream = await startFakeUpstream();
  const database = await connectSqlite(join(await temporaryFolder('engine'), 'coffer.db'));
  const domain = {
    region: 'us-east-1',
    owner,
    name: 'acme',
    encryptionKey: 'arn:key',
    tags: [],
    now: Date.now(),
    quotas,
  };
  const { id: domainId } = await database.write(createDomain, domain);
  const ids = await makeRepositories(database, 'acme', chain);
  const logged: string[] = [];
  let offset = 0;
  const blobs = createMemoryBlobStore({ clock: systemClock });
  const client = originClient(origin);
  const start = (): RunningUpstreams =>
    createUpstreams({
      ...{ database, blobs, originClient: client },
      formats: new Map([['plain', format]]),
      connections: new Map([
        [connectionName, { name: connectionName, format: 'plain', url: upstream.url, credentials: null }],
      ]),
      clock: { now: () => new Date(Date.now() + offset) },
      log: { warn: (_fields, message) => logged.push(message) },
      quotas,
      patienceMilliseconds: 300,
      requests: { maxRetries: 0 },
      ...deps,
    });
  const upstreams = start();
  const where = (repository: string): Where => ({ domainId, repositoryId: ids.get(repository) ?? 0, format });
  const named = (name: string) => ({ namespace: null, name });
  const readIndex: EngineBench['readIndex'] = (repository, name, noCache = false) =>
    upstreams.readIndex(where(repository), named(name), { noCache });
  const open: EngineBench['open'] = (repository, name, version, asset) =>
    upstreams.openAsset(where(repository), { package: named(name), version, asset });
  return {
    ...{ upstream, upstreams, database, blobs, logged, where, readIndex, open },
    pass(seconds) {
      offset += seconds * 1000;
    },
    async shown(repository, name) {
      return (await readIndex(repository, name))?.index.versions.map(({ version }) => version) ?? [];
    },
    async fetch(repository, name, version, asset) {
      const found = await open(repository, name, version, asset);
      return found === null ? null : (await buffer(found.open())).toString();
    },
    async countBlobs() {
      return (await Array.fromAsync(blobs.list(new Date(8.64e15)))).length;
    },
    async kept(repository, name, version) {
      const subject = await findPackage(
        database.reader,
        ids.get(repository) ?? 0,
        format.id,
        format.names.key(named(name)),
      );
      return subject === null ? null : findVersion(database.reader, subject.id, format.versions.key(version));
    },
    publish: (repository, name, version, bytes) =>
      publish({ database, blobs }, where(repository), name, version, bytes),
    restart: start,
    async [Symbol.asyncDispose]() {
      await client.close();
      await upstreams.settled();
      await upstream.close();
      await database.close();
    },
  };
}
