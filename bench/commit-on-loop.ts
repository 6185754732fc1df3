import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Kysely } from 'kysely';
import { openFsBlobStore } from '../src/blobs/fs-blob-store.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { migrate } from '../src/metadata/migrate.ts';
import { openSqlite, sqliteWriteConnection } from '../src/metadata/sqlite-connection.ts';
import { writeBatch } from '../src/metadata/write-batch.ts';
import { appendAudit } from '../src/metadata/write-operations.ts';
import { temporaryFolder } from '../test/support/temporary-folder.ts';

/**
 * What Coffer is compared with: as many publishers, the same blob store, and each publish commits by itself on the thread
 * that serves. In its favour there is no HTTP, no encryption, and a transaction of one row. Prints publishes a second.
 */
const [publishers, seconds] = [32, 8];

const folder = await temporaryFolder('on-loop');
const file = openSqlite(join(folder, 'coffer.db'), { readOnly: false });
const connection = sqliteWriteConnection(file);
await migrate(connection.db as unknown as Kysely<never>, 'sqlite');
const noKeys = () => Promise.reject(new Error('nothing is encrypted here'));
const blobs = await openFsBlobStore({
  root: join(folder, 'blobs'),
  clock: systemClock,
  keys: { wrapDataKey: noKeys, unwrapDataKey: noKeys },
  encrypt: false,
});
const record = {
  ...{ domainId: 1, repositoryId: 1, requestId: 'bench', principal: 'arn:aws:iam::111122223333:user/admin' },
  ...({ action: 'codeartifact:PublishPackageVersion', resource: '*', outcome: 'allowed', detail: {} } as const),
};

/** One connection has one transaction at a time. */
let last: Promise<void> = Promise.resolve();
function alone(commit: () => Promise<void>): Promise<void> {
  last = last.then(commit);
  return last;
}

const end = performance.now() + seconds * 1000;
let published = 0;
await Promise.all(
  Array.from({ length: publishers }, async () => {
    while (performance.now() < end) {
      const staged = await blobs.stage(1, Readable.from([randomBytes(5000)]), { maxBytes: 10_000 });
      await staged.commit();
      const job = { operation: appendAudit, args: [{ ...record, at: Date.now() }], audit: [] };
      await alone(async () => {
        const [outcome] = await writeBatch(connection, [job as never]);
        if (outcome?.kind !== 'written') throw outcome?.error;
      });
      published += 1;
    }
  }),
);
await blobs.close();
file.close();
console.log(published / seconds);
