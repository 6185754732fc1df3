import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createTestStore } from '../../test/support/create-test-store.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Database } from '../metadata/database.ts';
import { keyRecords } from '../metadata/keys.ts';
import { createDomainKeys } from './domain-keys.ts';
import { SealedSecretError } from './key-wrapper.ts';
import { localKeyId } from './local-key-wrapper.ts';
import { openRootKey } from './root-key.ts';
import { pendingRootKeyPath, rootKeyPath } from './root-key-file.ts';
import { type RotationDeps, rotateRootKey } from './rotate-root-key.ts';

let base: string;
let folder: string;
let database: Database;
let count = 0;

before(() => {
  base = mkdtempSync(join(tmpdir(), 'coffer-keys-'));
});
after(() => rmSync(base, { recursive: true, force: true }));
beforeEach(async () => {
  const place = join(base, String(++count));
  mkdirSync(place);
  folder = join(place, 'keys');
  database = await (await createTestStore()).connect();
});
afterEach(() => database.close());

const records = () => keyRecords(database, systemClock);
const openRoot = () => openRootKey({ folder, record: records().rootKey });
const openDomainKeys = async () =>
  createDomainKeys({ root: await openRoot(), store: records().keys, clock: systemClock });
const mode = (path: string): number => statSync(path).mode & 0o777;

describe('the root key', () => {
  it('is made once, for its owner alone, and is the same at the next start', async () => {
    const { id } = await openRoot();
    assert.equal(mode(folder), 0o700);
    assert.equal(mode(rootKeyPath(folder)), 0o600);
    assert.equal(readFileSync(rootKeyPath(folder)).length, 32);
    assert.equal((await openRoot()).id, id);
    assert.deepEqual(readdirSync(folder), ['root-key']);
  });

  it('is one key when many processes make it at once', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, openRoot));
    assert.equal(new Set(opened.map(({ id }) => id)).size, 1);
  });

  const refusals: [name: string, spoil: () => void, message: RegExp][] = [
    ['is open to others', () => chmodSync(rootKeyPath(folder), 0o640), /is open to other users: chmod 600/],
    ['has the wrong size', () => writeFileSync(rootKeyPath(folder), 'short'), /has 5 bytes instead of 32/],
    ['is missing while secrets are sealed by it', () => rmSync(rootKeyPath(folder)), /is missing, .* restore the file/],
    ['is another one', () => writeFileSync(rootKeyPath(folder), randomBytes(32)), /is not the one that sealed/],
  ];
  for (const [name, spoil, message] of refusals)
    it(`is refused in one line when it ${name}`, async () => {
      await openRoot();
      spoil();
      await assert.rejects(openRoot(), (error: Error) => {
        assert.equal(error.name, 'RootKeyError');
        assert.match(error.message, message);
        assert.equal(error.message.includes('\n'), false);
        return true;
      });
    });
});

describe('the keys of domains', () => {
  it('wrap for one domain alone, and unwrap after a restart', async () => {
    const dataKey = randomBytes(32);
    const wrapped = await (await openDomainKeys()).wrapDataKey(7, dataKey);
    assert.equal(wrapped.length, 64);
    const keys = await openDomainKeys();
    assert.deepEqual(await keys.unwrapDataKey(7, wrapped), dataKey);
    await assert.rejects(keys.unwrapDataKey(8, wrapped), SealedSecretError);
    await assert.rejects(keys.unwrapDataKey(7, wrapped.subarray(1)), SealedSecretError);
    const changed = Buffer.from(wrapped);
    changed[20] = (changed[20] ?? 0) ^ 1;
    await assert.rejects(keys.unwrapDataKey(7, changed), SealedSecretError);
  });

  it('are agreed on by processes that make them at once', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, openDomainKeys));
    const dataKey = randomBytes(32);
    const wrapped = await Promise.all(all.map((keys) => keys.wrapDataKey(3, dataKey)));
    for (const keys of all) for (const one of wrapped) assert.deepEqual(await keys.unwrapDataKey(3, one), dataKey);
  });
});

describe('a rotation of the root key', () => {
  const deps = async (): Promise<RotationDeps> => ({ folder, root: await openRoot(), secrets: records().secrets });

  it('keeps every secret, and running processes notice by themselves', async () => {
    const keys = await openDomainKeys();
    const dataKey = randomBytes(32);
    const wrapped = await keys.wrapDataKey(1, dataKey);
    const before = readFileSync(rootKeyPath(folder));
    const id = await rotateRootKey(await deps());
    assert.equal((await openRoot()).id, id);
    assert.notDeepEqual(readFileSync(rootKeyPath(folder)), before);
    assert.deepEqual(readdirSync(folder), ['root-key']);
    assert.deepEqual(await (await openDomainKeys()).unwrapDataKey(1, wrapped), dataKey);
    const later = await keys.wrapDataKey(2, dataKey);
    assert.deepEqual(await (await openDomainKeys()).unwrapDataKey(2, later), dataKey);
  });

  it('that dies before its transaction leaves the old key in effect', async () => {
    const wrapped = await (await openDomainKeys()).wrapDataKey(1, Buffer.alloc(32));
    const { id } = await openRoot();
    const rotation = await deps();
    const dying = { ...rotation, secrets: { ...rotation.secrets, replace: () => Promise.reject(new Error('died')) } };
    await assert.rejects(rotateRootKey(dying), /died/);
    assert.equal((await openRoot()).id, id);
    assert.deepEqual(await (await openDomainKeys()).unwrapDataKey(1, wrapped), Buffer.alloc(32));
  });

  it('that dies after its transaction leaves the new key in effect, and the next start finishes it', async () => {
    const wrapped = await (await openDomainKeys()).wrapDataKey(1, Buffer.alloc(32));
    const rotation = await deps();
    const fresh = randomBytes(32);
    const replace: RotationDeps['secrets']['replace'] = async (change) => {
      assert.equal(await rotation.secrets.replace(change), true);
      throw new Error('died');
    };
    await assert.rejects(rotateRootKey({ ...rotation, secrets: { ...rotation.secrets, replace } }, fresh), /died/);
    assert.ok(existsSync(pendingRootKeyPath(folder, localKeyId(fresh))));
    assert.equal((await openRoot()).id, localKeyId(fresh));
    assert.deepEqual(readFileSync(rootKeyPath(folder)), fresh);
    assert.deepEqual(await (await openDomainKeys()).unwrapDataKey(1, wrapped), Buffer.alloc(32));
  });

  it('takes in a secret that is added while it runs', async () => {
    await (await openDomainKeys()).wrapDataKey(1, Buffer.alloc(32));
    const rotation = await deps();
    const late = await openDomainKeys();
    let added: Uint8Array | null = null;
    const list = async () => {
      const listed = await rotation.secrets.list();
      added ??= await late.wrapDataKey(2, Buffer.alloc(32, 9));
      return listed;
    };
    await rotateRootKey({ ...rotation, secrets: { ...rotation.secrets, list } });
    assert.deepEqual(await (await openDomainKeys()).unwrapDataKey(2, added ?? Buffer.alloc(0)), Buffer.alloc(32, 9));
  });

  it('is no matter to a process that starts while it ends', async () => {
    const wrapped = await (await openDomainKeys()).wrapDataKey(1, Buffer.alloc(32));
    const rotation = await deps();
    const record = records().rootKey;
    let rotated = false;
    const find = async () => {
      const id = await record.find();
      if (!rotated) await rotateRootKey(rotation);
      rotated = true;
      return id;
    };
    const root = await openRootKey({ folder, record: { ...record, find } });
    assert.equal(root.id, await record.find());
    const keys = createDomainKeys({ root, store: records().keys, clock: systemClock });
    assert.deepEqual(await keys.unwrapDataKey(1, wrapped), Buffer.alloc(32));
  });

  it('happens once when two are started', async () => {
    await (await openDomainKeys()).wrapDataKey(1, Buffer.alloc(32));
    const outcomes = await Promise.allSettled([rotateRootKey(await deps()), rotateRootKey(await deps())]);
    assert.ok(outcomes.some(({ status }) => status === 'fulfilled'));
    assert.equal(localKeyId(readFileSync(rootKeyPath(folder))), await records().rootKey.find());
    await (await openDomainKeys()).wrapDataKey(1, Buffer.alloc(32));
  });
});
