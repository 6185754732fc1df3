import type { Database } from '../metadata/database.ts';
import { explainRefusal } from '../model/explain-refusal.ts';
import type { PackageName } from '../model/package.ts';
import { searchPath } from './search-path.ts';
import type { Where } from './upstreams.ts';

/** The first barrier on the way to what others have; null: there is none. */
export async function explainAbsence(database: Database, where: Where, name: PackageName): Promise<string | null> {
  const { barriers } = await searchPath(database, where, name);
  const [first] = barriers;
  return first === undefined ? null : explainRefusal(first.way, name, first.refusal);
}
