import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { startFakeUpstream } from './fake-upstream/fake-upstream.ts';
import { measureStalls, type StallFigures } from './measure-stalls.ts';
import { startServer } from './server.ts';

export const versionCount = 8000;
const clients = 64;

/** Some 40 MB, as the largest packuments of the public registry are. */
function largePackument(name: string, base: URL): string {
  // Random enough that it is no gzip bomb.
  const filler = randomBytes(3450).toString('base64');
  const versions: Record<string, object> = {};
  const time: Record<string, string> = {};
  for (let i = 0; i < versionCount; i++) {
    const version = `1.0.${i}`;
    const dist = { tarball: new URL(`${name}/-/${name}-${version}.tgz`, base).href, shasum: 'a'.repeat(40) };
    versions[version] = {
      name,
      version,
      description: filler.slice(i % 97) + filler.slice(0, i % 97),
      dependencies: { left: '^1.0.0' },
      dist,
    };
    time[version] = new Date(1_700_000_000_000 + i * 1000).toISOString();
  }
  return JSON.stringify({ name, 'dist-tags': { latest: `1.0.${versionCount - 1}` }, versions, time });
}

/** The body as it was sent. */
const fetchRaw = (url: string, headers: Readonly<Record<string, string>>): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (response) => {
      if (response.statusCode === 200) buffer(response).then(resolve, reject);
      else reject(new Error(`${url} answered ${response.statusCode}`));
    }).on('error', reject);
  });

export interface LargeIndexFigures extends StallFigures {
  /** Of the packument that the upstream has. */
  readonly upstreamBytes: number;
  readonly upstreamRequests: number;
  /** One of the answers, gzipped. */
  readonly body: Buffer;
}

/** 64 clients ask a server that has nothing for a packument of 40 MB at the same moment. */
export async function measureLargeIndex(): Promise<LargeIndexFigures> {
  await using upstream = await startFakeUpstream();
  const packument = largePackument('huge', upstream.url);
  upstream.put('/huge', { body: packument, gzip: true });
  await using server = await startServer({
    process: true,
    repositories: { store: [], app: ['store'] },
    connections: { store: 'public:npmjs' },
    externalConnections: { 'public:npmjs': upstream.url.href },
  });
  const repository = server.repository('app');
  const [endpoint, token] = [await repository.endpoint('npm'), await repository.token()];
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.npm.install-v1+json',
    'accept-encoding': 'gzip',
  };
  const stalls = await measureStalls(server);
  const [body = Buffer.alloc(0)] = await Promise.all(
    Array.from({ length: clients }, () => fetchRaw(`${endpoint}huge`, headers)),
  );
  const figures = await stalls.end();
  return { ...figures, upstreamBytes: packument.length, upstreamRequests: upstream.count('/huge'), body };
}
