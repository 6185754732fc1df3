import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { PackageVersionsTable } from './schema.ts';

/** The row of a version that the package does not have yet. */
export const insertVersion = prepareQuery((db, row: Placeholders<PackageVersionsTable>) =>
  db.insertInto('package_versions').values(row),
);
