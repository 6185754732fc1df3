import { findVersion } from '../metadata/package-versions.ts';
import type { PackageName } from '../model/package.ts';
import type { Engine } from './engine.ts';
import { searchPath } from './search-path.ts';
import type { Where } from './upstreams.ts';

/** Whether anything behind the repository has the version, in any status. An upstream that fails does not count. */
export async function offersVersion(
  engine: Engine,
  where: Where,
  name: PackageName,
  version: string,
): Promise<boolean> {
  const { format } = where;
  const key = format.versions.key(version);
  const path = await searchPath(engine, where, name);
  for (const { repositoryId, connection } of path.steps) {
    if (connection === null) {
      const subject = path.packages.get(repositoryId);
      if (repositoryId === where.repositoryId || subject === undefined) continue;
      if ((await findVersion(engine.database.reader, subject.id, key)) !== null) return true;
      continue;
    }
    const speaking = engine.speakers.find(connection, format);
    if (speaking === null) continue;
    try {
      const { listing } = await engine.listings.read(speaking, name, 'usual');
      if (listing?.versions.has(key) === true) return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      engine.log.warn(
        { connection, package: name.name, reason },
        `'${connection}' could not be asked before a publish.`,
      );
    }
  }
  return false;
}
