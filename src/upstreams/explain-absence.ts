import { explainRefusal } from '../model/explain-refusal.ts';
import type { PackageName } from '../model/package.ts';
import { type SearchDeps, searchPath } from './search-path.ts';
import type { Where } from './upstreams.ts';

/** The first barrier on the way to what others have; null: there is none. */
export async function explainAbsence(deps: SearchDeps, where: Where, name: PackageName): Promise<string | null> {
  const { barriers } = await searchPath(deps, where, name);
  const [first] = barriers;
  return first === undefined ? null : explainRefusal(first.way, name, first.refusal);
}
