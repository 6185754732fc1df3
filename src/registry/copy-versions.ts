import { notFound } from '../kernel/errors.ts';
import { type CopiedVersion, copyVersions as copyRows } from '../metadata/copy-versions.ts';
import { findVersion, readTags } from '../metadata/package-versions.ts';
import { findPackage } from '../metadata/packages.ts';
import type { WantedVersion } from '../metadata/select-versions.ts';
import { controlsOfFirstIngest, controlsOfFirstPublish, type OriginControls } from '../model/origin.ts';
import type { PackageName } from '../model/package.ts';
import { isFetchable } from '../model/status.ts';
import { type BatchResult, missing, otherRevision, otherStatus, type VersionFailure } from '../model/version-batch.ts';
import type { LocatedVersion } from '../upstreams/upstreams.ts';
import { identityOfPackage, identityOfVersion, type Place, type RegistryDeps, whereOf } from './place.ts';
import type { RequestScope } from './request-scope.ts';
import { untilFresh } from './until-fresh.ts';

export interface CopyRequest {
  /** Of one domain and format. */
  readonly source: Place;
  readonly destination: Place;
  readonly name: PackageName;
  readonly versions: readonly WantedVersion[];
  /** Versions that the destination has with another content are replaced. */
  readonly overwrite: boolean;
  /** What the source shows from its upstreams counts as well. */
  readonly fromUpstream: boolean;
}

/** Tag to version key, as the source has them. */
type Tags = ReadonlyMap<string, string>;

const keptIn = (deps: RegistryDeps, { repository, format }: Place, name: PackageName) =>
  findPackage(deps.database.reader, repository.id, format.id, format.names.key(name));

async function locate(
  deps: RegistryDeps,
  { source, name, fromUpstream }: CopyRequest,
  key: string,
): Promise<LocatedVersion | null> {
  if (fromUpstream) return deps.upstreams.locateVersion(whereOf(source), name, key);
  const subject = await keptIn(deps, source, name);
  const version = subject && (await findVersion(deps.database.reader, subject.id, key));
  return version && { repositoryId: source.repository.id, version };
}

/** Those of the repository itself, and those that its upstreams add. */
async function readTagsOf(deps: RegistryDeps, { source, name, fromUpstream }: CopyRequest): Promise<Tags> {
  const subject = await keptIn(deps, source, name);
  const own = subject === null ? new Map() : await readTags(deps.database.reader, subject.id);
  if (!fromUpstream) return own;
  const merged = await deps.upstreams.readIndex(whereOf(source), name);
  const shown = [...(merged?.index.tags ?? [])].map(([tag, version]) => [tag, source.format.versions.key(version)]);
  return new Map([...(shown as [string, string][]), ...own]);
}

/** What stands in the way on the side of the source, or what is to be copied. */
async function choose(
  deps: RegistryDeps,
  request: CopyRequest,
  tags: Tags,
  { version: wanted, key, revision }: WantedVersion,
): Promise<{ readonly copied: CopiedVersion; readonly found: LocatedVersion } | VersionFailure> {
  const found = key === null ? null : await locate(deps, request, key);
  if (found === null) return missing(wanted);
  const { version, repositoryId } = found;
  if (revision !== null && version.revision !== revision) return otherRevision(wanted, version.revision, revision);
  const { status } = version;
  if (version.revision === null || !isFetchable(status)) return otherStatus(wanted, status, 'Published or Unlisted');
  return {
    found,
    copied: {
      wanted,
      identity: identityOfVersion(request.source, version.version),
      repositoryId,
      revision: version.revision,
      status,
      tags: [...tags].filter(([, tagged]) => tagged === version.key).map(([tag]) => tag),
    },
  };
}

/**
 * Of a package that is new to the destination. What its upstreams show goes on being shown; where they show nothing, a
 * package that was published in this domain is protected from what may come through them one day.
 */
async function firstControls(
  deps: RegistryDeps,
  { destination, name }: CopyRequest,
  [first]: readonly LocatedVersion[],
): Promise<OriginControls> {
  if (first === undefined || first.version.origin !== 'INTERNAL') return controlsOfFirstIngest;
  if ((await keptIn(deps, destination, name)) !== null) return controlsOfFirstPublish;
  const behind = await deps.upstreams.readIndex(whereOf(destination), name).catch(() => null);
  return behind === null ? controlsOfFirstPublish : controlsOfFirstIngest;
}

const idOf = ({ domain, repository, format }: Place, { namespace, name }: PackageName): string =>
  [domain.domain, repository.name, format.id, ...(namespace === null ? [] : [namespace]), name].join('/');

async function attempt(deps: RegistryDeps, scope: RequestScope, request: CopyRequest): Promise<BatchResult> {
  const { source, destination, name, versions, overwrite } = request;
  const tags = await readTagsOf(deps, request);
  const chosen: { readonly copied: CopiedVersion; readonly found: LocatedVersion }[] = [];
  const failed: VersionFailure[] = [];
  for (const wanted of versions) {
    const one = await choose(deps, request, tags, wanted);
    if ('code' in one) failed.push(one);
    else chosen.push(one);
  }
  const subject = await keptIn(deps, source, name);
  if (chosen.length === 0 && subject === null) throw notFound({ type: 'package', id: idOf(source, name) });
  return scope.write(deps.database, copyRows, {
    domainId: destination.domain.id,
    repositoryId: destination.repository.id,
    package: identityOfPackage(destination, subject?.name ?? name),
    versions: chosen.map(({ copied }) => copied),
    failed,
    overwrite,
    controls: await firstControls(
      deps,
      request,
      chosen.map(({ found }) => found),
    ),
    now: scope.now.getTime(),
  });
}

/** Copies versions with their tags, all of them or none; moves no bytes. NotFound for a package that is nowhere. */
export const copyVersions = (deps: RegistryDeps, scope: RequestScope, request: CopyRequest): Promise<BatchResult> =>
  untilFresh(`package '${request.name.name}'`, () => attempt(deps, scope, request));
