import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openStores } from '../../src/compose/open-stores.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { listBlobs } from '../../src/metadata/list-blobs.ts';
import { verifyStore } from '../../src/tasks/jobs/verify-store.ts';
import { startServer } from '../support/server.ts';
import { contentOf } from './expectations.ts';
import { chooseSeed, type Random, seededRandom } from './random.ts';
import { assertNoProblems } from './report.ts';
import { type Target, targetOf } from './workload.ts';

const file = 'test/faults/damage.test.ts';
const sizes: readonly number[] = [20, 700, 5000, 262_144, 262_145, 900_000];
const damages = ['flip a bit', 'tear a page', 'cut', 'append', 'empty', 'exchange', 'remove'] as const;
type Damage = (typeof damages)[number];

interface Asset {
  readonly path: string;
  readonly bytes: Buffer;
}

const diskPage = 4096;

function damageFile(path: string, other: string, damage: Damage, random: Random): void {
  if (damage === 'remove') {
    rmSync(path);
    return;
  }
  if (damage === 'exchange') {
    writeFileSync(path, readFileSync(other));
    return;
  }
  const size = readFileSync(path).length;
  const file = openSync(path, 'r+');
  if (damage === 'empty') ftruncateSync(file, 0);
  if (damage === 'cut') ftruncateSync(file, random.whole(size));
  if (damage === 'append') writeSync(file, random.bytes(1 + random.whole(50)), 0, null, size);
  if (damage === 'flip a bit') {
    const [at, byte] = [random.whole(size), Buffer.alloc(1)];
    readSync(file, byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ (1 << random.whole(8));
    writeSync(file, byte, 0, 1, at);
  }
  if (damage === 'tear a page') {
    const at = Math.floor(random.whole(size) / diskPage) * diskPage;
    const torn = random.bytes(Math.min(diskPage, size - at));
    writeSync(file, torn, 0, torn.length, at);
  }
  closeSync(file);
}

/** What is wrong with an answer: whole bytes, under a status that says that all is well, that are others. */
async function ask(
  target: Target,
  { path, bytes }: Asset,
  range: readonly [number, number] | null,
): Promise<string | null> {
  const headers: Record<string, string> = { authorization: target.authorization };
  if (range !== null) headers['range'] = `bytes=${range[0]}-${range[1]}`;
  try {
    const response = await fetch(new URL(path, target.endpoint), { headers });
    const got = Buffer.from(await response.arrayBuffer());
    if (!response.ok) return null;
    const wanted = range === null ? bytes : bytes.subarray(range[0], range[1] + 1);
    return got.equals(wanted) ? null : `${path} was served with other bytes (${response.status})`;
  } catch {
    // Cut off in the middle: the client knows that it has not got it.
    return null;
  }
}

async function publish(target: Target, assets: readonly Asset[]): Promise<void> {
  const { endpoint, authorization } = target;
  for (const { path, bytes } of assets) {
    const headers = { authorization };
    const { status } = await fetch(new URL(path, endpoint), { method: 'PUT', headers, body: new Uint8Array(bytes) });
    assert.equal(status, 201);
  }
}

describe('bytes that changed at rest', () => {
  for (const encryption of ['on', 'off'])
    it(`are never served, and are found by verify (encryption ${encryption})`, async (context) => {
      const seed = chooseSeed();
      context.diagnostic(`seed ${seed}`);
      const random = seededRandom(seed);
      const assets = damages.flatMap((damage) =>
        sizes.map((size) => ({
          path: `acme/${damage.replaceAll(' ', '-')}/${size}/a`,
          bytes: random.bytes(size),
          damage,
        })),
      );
      const whole = assets.map(({ path, bytes }) => ({
        path: path.replace('acme/', 'whole/'),
        bytes: random.bytes(bytes.length),
      }));
      await using server = await startServer({ repositories: { app: [] }, env: { COFFER_ENCRYPTION: encryption } });
      const target = await targetOf(server);
      await publish(target, [...assets, ...whole]);
      await server.stop();

      const settings = loadSettings({ env: { COFFER_DATA_DIR: server.dataDir } });
      const damaged = new Set<string>();
      const findDamage = async (): Promise<string[]> => {
        await using stores = await openStores(settings, { recentBytes: 0 });
        const found: string[] = [];
        const { lost } = await verifyStore({
          ...{ ...stores, clock: systemClock, repair: null, onProgress: () => {} },
          onDamage: ({ uses }) =>
            void found.push(...uses.map(({ namespace, name, version }) => `${namespace}/${name}/${version}/a`)),
        });
        assert.equal(lost, found.length);
        return found.sort();
      };
      assert.deepEqual(await findDamage(), []);
      {
        await using stores = await openStores(settings);
        const blobs = await listBlobs(stores.database.reader, 0, 1000);
        const fileOf = (bytes: Buffer): string => {
          const blob = blobs.find(({ digests }) => digests.sha256 === contentOf(bytes));
          assert.ok(blob !== undefined);
          return join(settings.blobStore.path, blob.location);
        };
        for (const [i, { path, bytes, damage }] of assets.entries()) {
          const other = whole[i];
          assert.ok(other !== undefined);
          damageFile(fileOf(bytes), fileOf(other.bytes), damage, random);
          damaged.add(path);
        }
      }
      assert.deepEqual(await findDamage(), [...damaged].sort());

      await server.restart();
      const problems: (string | null)[] = [];
      for (const asset of assets) {
        problems.push(await ask(target, asset, null));
        const end = asset.bytes.length - 1;
        const start = random.whole(end + 1);
        // A part of a large blob without encryption has nothing that it could be checked by.
        const checked = encryption === 'on' || asset.bytes.length <= 262_144;
        if (checked) problems.push(await ask(target, asset, [start, start + random.whole(end - start + 1)]));
      }
      for (const asset of whole) {
        problems.push(await ask(target, asset, null));
        const { status } = await fetch(new URL(asset.path, target.endpoint), {
          headers: { authorization: target.authorization },
        });
        if (status !== 200) problems.push(`${asset.path} is whole, and was not served`);
      }
      assertNoProblems(
        problems.filter((problem) => problem !== null),
        seed,
        file,
      );
    });
});
