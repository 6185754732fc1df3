import { startServer, type TestServer } from '../test/support/server.ts';
import { median } from './median.ts';
import { type Application, resolveApplication, timeInstall } from './npm/application.ts';
import { getRows, largeTarball, loadGets, staticFiles } from './npm/gets.ts';
import { serveStatically } from './npm/nginx.ts';
import { type Peer, peakMb, residentMb } from './npm/peer.ts';
import { type PublishFigures, preparePackage, preparePackages, publishAll } from './npm/publish.ts';
import { type Replay, replay } from './npm/replay.ts';
import { type Row, renderRow, tableHead } from './npm/table.ts';
import { startVerdaccio } from './npm/verdaccio.ts';

const rounds = 3;
const installs = 5;
const megabyte = 1024 ** 2;

const quiet = { COFFER_LOG_LEVEL: 'warn' };

async function peerOf(server: TestServer, repository: string): Promise<Peer> {
  const { pid } = server;
  if (pid === null) throw new Error('the server has to be a process of its own');
  const headers = { authorization: `Bearer ${await server.token()}` };
  return { name: 'Coffer', registry: await server.repository(repository).endpoint('npm'), headers, pid };
}

const show = (row: Row): void => console.log(renderRow(row));

async function gets(coffer: Peer, verdaccio: Peer): Promise<void> {
  await using nginx = await serveStatically(await staticFiles(coffer));
  console.log(tableHead);
  for (const row of getRows) {
    const [own = 0, theirs = 0, bare = 0] = await loadGets(row, [coffer, verdaccio, nginx.peer]);
    const { targets } = row;
    show({
      work: `${row.work}, requests/s`,
      coffer: own.toFixed(0),
      verdaccio: { value: theirs.toFixed(1), ratio: own / theirs, target: { atLeast: targets.verdaccio } },
      nginx: {
        value: bare.toFixed(0),
        ratio: own / bare,
        target: targets.nginx === null ? null : { atLeast: targets.nginx },
      },
    });
  }
}

async function replays(coffer: Peer, verdaccio: Peer, { names, tarballs }: Application): Promise<void> {
  const runs = new Map<Peer, Replay[]>([
    [coffer, []],
    [verdaccio, []],
  ]);
  for (let round = 0; round <= rounds; round++)
    for (const [peer, of] of runs) {
      const run = await replay(peer, names, tarballs);
      // The first one warms them up.
      if (round > 0) of.push(run);
    }
  for (const kind of ['wallMs', 'cpuMs'] as const) {
    const [own = 0, theirs = 0] = [...runs.values()].map((of) => median(of.map((run) => run[kind])));
    show({
      work: `replay of ${names.length} packuments and ${tarballs.length} tarballs, ${kind === 'wallMs' ? 'wall' : 'processor'} ms`,
      coffer: own.toFixed(0),
      verdaccio: { value: theirs.toFixed(0), ratio: own / theirs, target: { atMost: 0.1 } },
      nginx: null,
    });
  }
}

/** Published before the clock starts, as everything else is read before. */
const publishedWarm = 600;
/** In a round, by how many are published at a time. */
const publishedAtOnce = { 1: 300, 8: 800 } as const;

async function publishes(coffer: Peer, verdaccio: Peer): Promise<void> {
  for (const peer of [coffer, verdaccio])
    await publishAll(peer, await preparePackages(`bench-${peer.name.toLowerCase()}-warm`, publishedWarm, 5000), 4);
  for (const atOnce of [1, 8] as const) {
    const figures = new Map<Peer, PublishFigures[]>([
      [coffer, []],
      [verdaccio, []],
    ]);
    for (let round = 0; round < rounds; round++)
      for (const [peer, of] of figures) {
        const packages = await preparePackages(
          `bench-${peer.name.toLowerCase()}-${atOnce}-${round}`,
          publishedAtOnce[atOnce],
          5000,
        );
        of.push(await publishAll(peer, packages, atOnce));
      }
    const middles = (kind: keyof PublishFigures): number[] =>
      [...figures.values()].map((of) => median(of.map((figure) => figure[kind])));
    const [own = 0, theirs = 0] = middles('aSecond');
    const [ownP99 = 0, theirP99 = 0] = middles('p99Ms');
    const work = `publish of 5 KB, ${atOnce} at a time`;
    show({
      work: `${work}, a second`,
      coffer: own.toFixed(0),
      verdaccio: { value: theirs.toFixed(0), ratio: own / theirs, target: { atLeast: 4 } },
      nginx: null,
    });
    show({
      work: `${work}, p99 ms`,
      coffer: ownP99.toFixed(1),
      verdaccio: { value: theirP99.toFixed(1), ratio: ownP99 / theirP99, target: { atMost: 0.5 } },
      nginx: null,
    });
  }
}

async function cleanInstalls(coffer: Peer, verdaccio: Peer, application: Application): Promise<void> {
  const times = new Map<Peer, number[]>([
    [coffer, []],
    [verdaccio, []],
  ]);
  for (let round = 0; round < installs; round++)
    for (const [peer, of] of times) of.push(await timeInstall(application, peer));
  const [own, theirs] = [median(times.get(coffer) ?? []), median(times.get(verdaccio) ?? [])];
  show({
    work: 'npm ci with an empty cache, s',
    coffer: (own / 1000).toFixed(1),
    verdaccio: { value: (theirs / 1000).toFixed(1), ratio: own / theirs, target: { atMost: 1.1 } },
    nginx: null,
  });
}

/** A warm search among ten thousand packages, by a word that some have and by one that all have. */
async function search(): Promise<void> {
  await using server = await startServer({ process: true, repositories: { app: [] }, env: quiet });
  const coffer = await peerOf(server, 'app');
  for (let part = 0; part < 10; part++) await publishAll(coffer, await preparePackages(`bench-k${part}`, 1000, 100), 8);
  for (const text of ['bench-k7-77', 'bench']) {
    const times: number[] = [];
    let bytes = 0;
    for (let i = 0; i < 9; i++) {
      const started = performance.now();
      const answer = await fetch(`${coffer.registry}-/v1/search?text=${text}`, { headers: coffer.headers });
      if (!answer.ok) throw new Error(`the search answered ${answer.status}`);
      bytes = (await answer.arrayBuffer()).byteLength;
      times.push(performance.now() - started);
    }
    console.log(`search '${text}' in 10,000 packages: ${median(times).toFixed(1)} ms (at most 100), ${bytes} bytes`);
  }
}

async function largePublish(): Promise<void> {
  await using server = await startServer({ process: true, repositories: { app: [] }, env: quiet });
  const coffer = await peerOf(server, 'app');
  const prepared = await preparePackage('bench-100-mb', 100 * megabyte);
  const idle = await residentMb(coffer);
  let [peak, running] = [idle, true];
  const weighing = (async () => {
    while (running) {
      peak = Math.max(peak, await residentMb(coffer));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  await publishAll(coffer, [prepared], 1);
  running = false;
  await weighing;
  console.log(
    `publishing 100 MB to a fresh server: +${(peak - idle).toFixed(0)} MB (at most 40), idle ${idle.toFixed(0)} MB`,
  );
}

/** Coffer, Verdaccio and nginx side by side, warmed with the same packages of the public npm registry. */
export async function benchNpm(): Promise<void> {
  await using server = await startServer({
    process: true,
    repositories: { store: [], app: ['store'], own: [] },
    connections: { store: 'public:npmjs' },
    env: quiet,
  });
  const application = await resolveApplication(server.repository('app'));
  await publishAll(await peerOf(server, 'app'), [await preparePackage('bench-large', 10 * megabyte)], 1);
  console.log(`${application.names.length} packages, ${application.tarballs.length} tarballs`);
  await using verdaccio = await startVerdaccio(await peerOf(server, 'app'));
  await replay(verdaccio.peer, application.names, [...application.tarballs, largeTarball]);
  await server.restart();
  const [coffer, peer] = [await peerOf(server, 'app'), await verdaccio.restart()];
  await gets(coffer, peer);
  const [own, theirs] = [await peakMb(coffer), await peakMb(peer)];
  show({
    work: 'peak memory over these, MB',
    coffer: own.toFixed(0),
    verdaccio: { value: theirs.toFixed(0), ratio: own / theirs, target: { atMost: 0.35 } },
    nginx: null,
  });
  await replays(coffer, peer, application);
  // As with Verdaccio, no upstream is asked whether it has the package.
  await publishes(await peerOf(server, 'own'), peer);
  await cleanInstalls(coffer, peer, application);
  await search();
  await largePublish();
}
