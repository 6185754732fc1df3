import type { Format } from '../formats/format.ts';
import { keepVersion } from '../metadata/keep-version.ts';
import type { StoredVersion } from '../metadata/package-versions.ts';
import type { PackageIdentity, VersionIdentity } from '../metadata/store-version.ts';
import type { PackageName } from '../model/package.ts';
import type { Engine } from './engine.ts';
import type { Where } from './upstreams.ts';

/** A version by all that its format knows of it. */
export const identify = (
  format: Format,
  name: PackageName,
  version: string,
): { package: PackageIdentity; version: VersionIdentity } => ({
  package: { format: format.id, name, key: format.names.key(name) },
  version: { version, key: format.versions.key(version), sortKey: format.versions.sortKey(version) },
});

/**
 * Keeps a reference to a version of the domain in further repositories: the same content, with its origin and entry.
 * `connection`: what it came through just now; null: a repository has it.
 */
export async function retainVersion(
  { database, clock }: Pick<Engine, 'database' | 'clock'>,
  { domainId, format }: Where,
  name: PackageName,
  version: StoredVersion,
  repositoryIds: readonly number[],
  connection: string | null = null,
): Promise<void> {
  const { contentId, status, origin, entry, publishedAt } = version;
  if (repositoryIds.length === 0 || contentId === null || (status !== 'Published' && status !== 'Unlisted')) return;
  await database.write(keepVersion, {
    domainId,
    repositoryIds,
    connection,
    ...identify(format, name, version.version),
    content: contentId,
    ...{ status, origin, entry },
    publishedAt: publishedAt.getTime(),
    now: clock.now().getTime(),
  });
}
