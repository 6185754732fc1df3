import { readTags, readVersions } from '../metadata/package-versions.ts';
import { findPackage } from '../metadata/packages.ts';
import type { OwnPackage, PackageName } from '../model/package.ts';
import { ownVersion } from './own-version.ts';
import type { Place, RegistryDeps } from './place.ts';

/** What the repository itself records of a package, nothing merged; null when it has no record of it. */
export async function findOwnPackage(
  { database }: RegistryDeps,
  { repository, format }: Place,
  name: PackageName,
): Promise<OwnPackage<unknown> | null> {
  const subject = await findPackage(database.reader, repository.id, format.id, format.names.key(name));
  if (subject === null) return null;
  const stored = await readVersions(database.reader, subject.id);
  const spelling = new Map(stored.map(({ key, version }) => [key, version]));
  const tags = await readTags(database.reader, subject.id);
  return {
    name: subject.name,
    versions: stored.flatMap((version) => ownVersion(format, version) ?? []),
    tags: new Map([...tags].map(([tag, key]) => [tag, spelling.get(key) ?? key])),
  };
}
