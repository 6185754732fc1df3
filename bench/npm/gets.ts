import { get } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { median } from '../median.ts';
import type { StaticFile } from './nginx.ts';
import type { Peer } from './peer.ts';
import { requestsASecond } from './wrk.ts';

const rounds = 3;
const seconds = 5;
const abbreviated = 'application/vnd.npm.install-v1+json';

/** One kind of GET that is loaded, and how many times the rate of its peers it has to reach. */
export interface GetRow {
  readonly work: string;
  readonly path: string;
  readonly accept?: string;
  readonly conditional?: true;
  readonly connections?: number;
  readonly targets: { readonly verdaccio: number; readonly nginx: number | null };
}

export const largeTarball = 'bench-large/-/bench-large-1.0.0.tgz';

export const getRows: readonly GetRow[] = [
  ...(
    [
      ['is-number', 32, 30, 0.25],
      ['express', 32, 400, 0.25],
      // More would not be answered within a round by all of them.
      ['typescript', 4, 2000, null],
    ] as const
  ).map(([name, connections, verdaccio, nginx]) => ({
    work: `abbreviated packument of ${name}`,
    path: name,
    accept: abbreviated,
    connections,
    targets: { verdaccio, nginx },
  })),
  {
    work: 'full packument of express',
    path: 'express',
    accept: 'application/json',
    targets: { verdaccio: 400, nginx: 0.25 },
  },
  {
    work: 'conditional GET of express, 304',
    path: 'express',
    accept: abbreviated,
    conditional: true,
    targets: { verdaccio: 400, nginx: 0.3 },
  },
  { work: 'tarball of 4 KB', path: 'is-number/-/is-number-7.0.0.tgz', targets: { verdaccio: 12, nginx: 0.25 } },
  { work: 'tarball of 10 MB', path: largeTarball, connections: 8, targets: { verdaccio: 1.3, nginx: 0.4 } },
];

const encodingOf = ({ accept }: GetRow): Record<string, string> =>
  accept === undefined ? {} : { accept, 'accept-encoding': 'gzip' };

/** nginx does not negotiate: each form has a folder of its own. */
const pathOnNginx = ({ accept, path }: GetRow): string =>
  `${accept === undefined ? 'files' : accept === abbreviated ? 'abbreviated' : 'full'}/${path}`;

type Headers = Readonly<Record<string, string>>;

interface RawAnswer {
  readonly etag: string;
  readonly bytes: Buffer;
}

/** As it came, not decoded. */
const rawGet = (url: string, headers: Headers): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const etag = response.headers.etag ?? '';
      buffer(response).then((bytes) => {
        if (response.statusCode === 200) resolve({ etag, bytes });
        else reject(new Error(`${url} answered ${response.statusCode}`));
      }, reject);
    }).on('error', reject);
  });

/** The bytes that Coffer answers with, as files for nginx. */
export async function staticFiles(coffer: Peer): Promise<StaticFile[]> {
  return Promise.all(
    getRows.map(async (row) => {
      const url = `${coffer.registry}${row.path}`;
      const { bytes } = await rawGet(url, { ...coffer.headers, accept: row.accept ?? '*/*' });
      if (row.accept === undefined) return { path: pathOnNginx(row), bytes, gzip: null };
      const { bytes: gzip } = await rawGet(url, { ...coffer.headers, ...encodingOf(row) });
      if (!gunzipSync(gzip).equals(bytes)) throw new Error(`${row.work}: the two forms of the answer differ`);
      return { path: pathOnNginx(row), bytes, gzip };
    }),
  );
}

async function loadOf(row: GetRow, peer: Peer): Promise<number> {
  const url = `${peer.registry}${peer.name === 'nginx' ? pathOnNginx(row) : row.path}`;
  const headers: Record<string, string> = { ...peer.headers, ...encodingOf(row) };
  if (row.conditional) headers['if-none-match'] = (await rawGet(url, headers)).etag;
  const load = { url, headers, connections: row.connections ?? 32 };
  await requestsASecond({ ...load, seconds: 1 });
  return requestsASecond({ ...load, seconds });
}

/** Requests a second of each peer, in turns: the medians of three rounds. */
export async function loadGets(row: GetRow, peers: readonly Peer[]): Promise<number[]> {
  const rates = peers.map((): number[] => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, peer] of peers.entries()) rates[i]?.push(await loadOf(row, peer));
  return rates.map(median);
}
