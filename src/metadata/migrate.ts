import { type Kysely, type MigrationProvider, Migrator } from 'kysely';
import * as initial from './migrations/0001-initial.ts';
import * as sweep from './migrations/0002-sweep.ts';
import * as lookups from './migrations/0003-lookups.ts';
import * as packageGroups from './migrations/0004-package-groups.ts';
import * as policies from './migrations/0005-policies.ts';
import * as iam from './migrations/0006-iam.ts';
import * as connectionOrder from './migrations/0007-connection-order.ts';
import type { Engine } from './migrations/column-types.ts';

/** In order; a released one never changes. */
const migrations = {
  '0001-initial': initial,
  '0002-sweep': sweep,
  '0003-lookups': lookups,
  '0004-package-groups': packageGroups,
  '0005-policies': policies,
  '0006-iam': iam,
  '0007-connection-order': connectionOrder,
};

/** Brings the schema to this version, under the migrator's lock. Throws what the failing migration threw. */
export async function migrate(db: Kysely<never>, engine: Engine): Promise<void> {
  const provider: MigrationProvider = {
    getMigrations: async () =>
      Object.fromEntries(
        Object.entries(migrations).map(([name, { up }]) => [name, { up: (tx) => up(tx as never, engine) }]),
      ),
  };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}
