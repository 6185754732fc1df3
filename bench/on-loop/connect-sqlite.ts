import type { Kysely } from 'kysely';
import type { Database } from '../../src/metadata/database.ts';
import { migrate } from '../../src/metadata/migrate.ts';
import { kyselyOn, openSqlite, sqliteWriteConnection } from '../../src/metadata/sqlite-connection.ts';
import { writeBatch } from '../../src/metadata/write-batch.ts';

/** What Coffer is compared with: each write is a transaction of its own, committed on the thread that serves. */
export async function connectSqlite(path: string): Promise<Database> {
  const file = openSqlite(path, { readOnly: false });
  const connection = sqliteWriteConnection(file);
  await migrate(connection.db as unknown as Kysely<never>, 'sqlite');
  const reading = openSqlite(path, { readOnly: true });
  const dataVersion = reading.prepare('PRAGMA data_version');
  // One connection has one transaction at a time.
  let last: Promise<unknown> = Promise.resolve();
  return {
    reader: kyselyOn(reading),
    write(operation, args, audit = []) {
      const written = last.then(async () => {
        const [outcome] = await writeBatch(connection, [{ operation: operation as never, args, audit }]);
        if (outcome?.kind !== 'written') throw outcome?.error;
        return outcome.result as never;
      });
      last = written.catch(() => {});
      return written;
    },
    version: () => Number(dataVersion.get()?.['data_version'] ?? 0),
    check: async () => void reading.prepare('SELECT 1 FROM domains LIMIT 1').all(),
    async close() {
      await last;
      file.close();
      reading.close();
    },
  };
}
