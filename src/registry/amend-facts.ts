import { notFound } from '../kernel/errors.ts';
import { amendVersions } from '../metadata/amend-versions.ts';
import { findVersion, type StoredVersion } from '../metadata/package-versions.ts';
import { findPackage, type StoredPackage } from '../metadata/packages.ts';
import type { OwnVersion, PackageName } from '../model/package.ts';
import { keptAsset, makeContent } from './make-content.ts';
import { ownVersion } from './own-version.ts';
import { identityOfPackage, type Place, type RegistryDeps } from './place.ts';
import type { RequestScope } from './request-scope.ts';
import { untilFresh } from './until-fresh.ts';

export interface Amendment {
  readonly name: PackageName;
  readonly versions: readonly string[];
  change(kept: OwnVersion<unknown>): unknown;
}

async function findOwn(
  deps: RegistryDeps,
  place: Place,
  subject: StoredPackage,
  version: string,
): Promise<StoredVersion> {
  const found = await findVersion(deps.database.reader, subject.id, place.format.versions.key(version));
  if (found === null) throw notFound({ type: 'package-version', id: version });
  return found;
}

function amended({ format }: Place, subject: StoredPackage, stored: StoredVersion, change: Amendment['change']) {
  const kept = ownVersion(format, stored);
  if (kept === null) throw notFound({ type: 'package-version', id: stored.version });
  const { version, publishedAt, readme, assets } = stored;
  const facts = change(kept);
  const content = makeContent(format, {
    name: subject.name,
    version,
    publishedAt,
    facts,
    readme,
    assets: assets.map(keptAsset),
  });
  return { key: stored.key, expectedRevision: stored.revision, content };
}

/** New facts for versions kept here, all in one transaction: deprecation, yank, its reason. */
export async function amendFacts(
  deps: RegistryDeps,
  place: Place,
  scope: RequestScope,
  amendment: Amendment,
): Promise<void> {
  const { name, versions, change } = amendment;
  if (versions.length === 0) return;
  const { format, repository, domain } = place;
  await untilFresh(`package '${name.name}'`, async () => {
    const subject = await findPackage(deps.database.reader, repository.id, format.id, format.names.key(name));
    if (subject === null) throw notFound({ type: 'package', id: name.name });
    const stored = await Promise.all(versions.map((version) => findOwn(deps, place, subject, version)));
    await scope.write(deps.database, amendVersions, {
      domainId: domain.id,
      repositoryId: repository.id,
      package: identityOfPackage(place, name),
      amendments: stored.map((version) => amended(place, subject, version, change)),
      now: scope.now.getTime(),
    });
  });
}
