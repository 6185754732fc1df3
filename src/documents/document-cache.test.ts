import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { defaultQuotas } from '../kernel/quotas.ts';
import { connectSqlite } from '../metadata/connect-sqlite.ts';
import { createDomain } from '../metadata/create-domain.ts';
import { createRepository } from '../metadata/create-repository.ts';
import type { Database } from '../metadata/database.ts';
import { findDomain } from '../metadata/domains.ts';
import { createDocumentCache, type DocumentCache } from './document-cache.ts';
import { createGenerations } from './generations.ts';
import { serveRendered } from './render-document.ts';

let database: Database;
let other: Database;
let domainId: number;
before(async () => {
  const path = `${await temporaryFolder('documents')}/coffer.db`;
  database = await connectSqlite(path);
  other = await connectSqlite(path);
  await database.write(createDomain, domainNamed('acme'));
  domainId = (await findDomain(database.reader, '111122223333', 'acme'))?.id ?? -1;
});
after(async () => {
  await database.close();
  await other.close();
});

const domainNamed = (name: string) => ({
  ...{
    owner: '111122223333',
    region: 'us-east-1',
    name,
    encryptionKey: 'key',
    tags: [],
    now: Date.now(),
    quotas: defaultQuotas,
  },
});

interface Reader {
  readonly cache: DocumentCache;
  /** What there is to read, and how often it was gathered and rendered. */
  text: string;
  sources: string[];
  stale: boolean;
  /** How often upstreams were only asked whether they say the same. */
  looked: number;
  gathered: number;
  rendered: number;
  now: number;
  read(fresh?: boolean): Promise<{ text: string; warning: string | undefined }>;
}

function reader(): Reader {
  const clock = { now: () => new Date(self.now) };
  const cache = createDocumentCache({ generations: createGenerations(database), clock });
  const self: Reader = {
    ...{ cache, text: 'one', sources: [], stale: false, looked: 0, gathered: 0, rendered: 0, now: 0 },
    async read(fresh = false) {
      const document = await cache.read({ domainId, packageKey: 'npm/left', key: 'k' }, fresh, async () => {
        self.gathered += 1;
        const { text, sources, stale } = self;
        const render = () => {
          self.rendered += 1;
          return serveRendered({ contentType: 'text/plain', body: text }, undefined);
        };
        const lookAgain = async () => {
          self.looked += 1;
          return sources.join() === self.sources.join() ? { stale: self.stale } : null;
        };
        return { sources, stale, lookAgain, render };
      });
      const bytes = await document?.body.plain();
      return { text: Buffer.from(bytes ?? []).toString(), warning: document?.headers['warning'] };
    },
  };
  return self;
}

/** A write of the domain that changes how repositories are searched. */
const changeTopology = (through: Database, name: string) =>
  through.write(createRepository, {
    ...{ owner: '111122223333', domain: 'acme', name, administrator: '111122223333', description: null },
    ...{ upstreams: [], tags: [], now: Date.now(), quotas: defaultQuotas },
  });

describe('the document cache', () => {
  it('renders once, also for callers that come at once', async () => {
    const left = reader();
    await Promise.all([left.read(), left.read(), left.read()]);
    await left.read();
    assert.deepEqual([left.gathered, left.rendered], [1, 1]);
  });

  it('sees what was committed, by this process and by another, before the next read', async () => {
    const left = reader();
    await left.read();
    for (const [text, through] of [
      ['two', database],
      ['three', other],
    ] as const) {
      left.text = text;
      await changeTopology(through, text);
      assert.equal((await left.read()).text, text);
    }
    assert.equal(left.rendered, 3);
  });

  it('looks at upstreams again after a moment, and renders only what they changed', async () => {
    const left = reader();
    left.sources = ['a'];
    const counts = () => [left.looked, left.gathered, left.rendered];
    await left.read();
    left.now += 1000;
    await left.read();
    assert.deepEqual(counts(), [0, 1, 1]);
    left.now += 1500;
    await Promise.all([left.read(), left.read()]);
    assert.deepEqual(counts(), [1, 1, 1]);
    left.sources = ['b'];
    left.text = 'two';
    left.now += 2500;
    assert.equal((await left.read()).text, 'two');
    assert.deepEqual(counts(), [2, 2, 2]);
  });

  it('gathers where it is told to, and renders only what upstreams changed', async () => {
    const left = reader();
    left.sources = ['a'];
    await left.read();
    await left.read(true);
    assert.deepEqual([left.looked, left.gathered, left.rendered], [0, 2, 1]);
    left.sources = ['b'];
    await left.read(true);
    assert.deepEqual([left.looked, left.gathered, left.rendered], [0, 3, 2]);
  });

  it('does not ask upstreams whether they say the same when rows have changed', async () => {
    const left = reader();
    left.sources = ['a'];
    await left.read();
    await changeTopology(database, 'changed');
    left.now += 2500;
    await left.read();
    assert.deepEqual([left.looked, left.gathered, left.rendered], [0, 2, 2]);
  });

  it('marks what is made from an older answer, for as long as it is', async () => {
    const left = reader();
    left.sources = ['a'];
    await left.read();
    left.stale = true;
    left.now += 5000;
    assert.match((await left.read()).warning ?? '', /^110 /);
    left.stale = false;
    left.now += 5000;
    assert.deepEqual(await left.read(), { text: 'one', warning: undefined });
    assert.equal(left.rendered, 1);
  });
});

describe('the budget of the document cache', () => {
  const budgetBytes = 200_000;
  const text = 'all the same '.repeat(10_000);

  /** Reads and compresses documents one after the other; answers which are read without another rendering. */
  async function stillKept(names: readonly string[], body = text): Promise<string[]> {
    const clock = { now: () => new Date(0) };
    const cache = createDocumentCache({ generations: createGenerations(database), clock, budgetBytes });
    const rendered: string[] = [];
    const read = async (key: string): Promise<void> => {
      const document = await cache.read({ domainId, packageKey: 'npm/left', key }, false, async () => ({
        sources: [],
        stale: false,
        lookAgain: async () => null,
        async render() {
          rendered.push(key);
          return serveRendered({ contentType: 'text/plain', body }, undefined);
        },
      }));
      await document?.body.gzip();
    };
    for (const key of names) await read(key);
    rendered.length = 0;
    // The least recently used one would be the first to go.
    for (const key of names.toReversed()) await read(key);
    return names.filter((key) => !rendered.includes(key));
  }

  it('counts what large documents take once they are compressed', async () => {
    assert.deepEqual(await stillKept(['a', 'b', 'c', 'd']), ['a', 'b', 'c', 'd']);
  });

  it('keeps a document that fits only compressed', async () => {
    assert.deepEqual(await stillKept(['a'], text.repeat(10)), ['a']);
  });

  it('lets go of what does not fit', async () => {
    const noise = randomBytes(40_000).toString('base64');
    const kept = await stillKept(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], noise);
    assert.ok(kept.length > 0 && kept.length < 8, kept.join());
  });
});
