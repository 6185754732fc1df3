import { notFound } from '../kernel/errors.ts';
import { deleteVersions } from '../metadata/delete-versions.ts';
import type { VersionBatch } from '../metadata/select-versions.ts';
import { setTag } from '../metadata/set-tag.ts';
import { setVersionStatus } from '../metadata/set-version-status.ts';
import type { PackageName } from '../model/package.ts';
import { identityOfPackage, type Place, type RegistryDeps, whereOf } from './place.ts';
import type { RequestScope } from './request-scope.ts';

const subjectOf = (place: Place, scope: RequestScope, name: PackageName) => ({
  domainId: place.domain.id,
  repositoryId: place.repository.id,
  package: identityOfPackage(place, name),
  now: scope.now.getTime(),
});

/** What a client of a package manager changes is whole or refused. */
const batchOf = (
  place: Place,
  scope: RequestScope,
  { name, versions }: { readonly name: PackageName; readonly versions: readonly string[] },
): VersionBatch => ({
  ...subjectOf(place, scope, name),
  versions: versions.map((version) => ({ version, key: place.format.versions.key(version), revision: null })),
  expectedStatus: null,
  onFailure: 'refuse',
});

/** All of them or none; NotFound names a version that the repository does not keep itself. */
export async function updateStatus(
  deps: RegistryDeps,
  place: Place,
  scope: RequestScope,
  change: {
    readonly name: PackageName;
    readonly versions: readonly string[];
    readonly status: 'Published' | 'Unlisted' | 'Archived';
  },
): Promise<void> {
  await scope.write(deps.database, setVersionStatus, { ...batchOf(place, scope, change), status: change.status });
}

/** Tags a version that this repository shows, its own or an upstream's; null removes the tag. */
export async function tagVersion(
  deps: RegistryDeps,
  place: Place,
  scope: RequestScope,
  change: { readonly name: PackageName; readonly tag: string; readonly version: string | null },
): Promise<void> {
  const { name, tag, version } = change;
  const { format } = place;
  if (version !== null) {
    const merged = await deps.upstreams.readIndex(whereOf(place), name);
    const key = format.versions.key(version);
    const shown = [...(merged?.index.versions ?? []), ...(merged?.index.unlisted ?? [])];
    if (!shown.some((entry) => format.versions.key(entry.version) === key))
      throw notFound({ type: 'package-version', id: `${name.name}@${version}` });
  }
  const versionKey = version === null ? null : format.versions.key(version);
  await scope.write(deps.database, setTag, { ...subjectOf(place, scope, name), tag, versionKey });
}

/** All of them or none; upstreams are not touched. */
export async function removeVersions(
  deps: RegistryDeps,
  place: Place,
  scope: RequestScope,
  change: { readonly name: PackageName; readonly versions: readonly string[] },
): Promise<void> {
  await scope.write(deps.database, deleteVersions, batchOf(place, scope, change));
}
