import type { BlobLocation, StagedFile } from '../blobs/blob-store.ts';
import type { PublishResult, Upload } from '../formats/format.ts';
import { conflict, notFound, RegistryError } from '../kernel/errors.ts';
import { beyondQuota, type Quotas } from '../kernel/quotas.ts';
import { findVersion, type StoredAsset, type StoredVersion } from '../metadata/package-versions.ts';
import { findPackage, type StoredPackage } from '../metadata/packages.ts';
import { type Expected, type StoreVersion, storeVersion } from '../metadata/store-version.ts';
import type { NewBlob } from '../metadata/use-blob.ts';
import { controlsOfFirstPublish } from '../model/origin.ts';
import type { AssetRef } from '../model/package.ts';
import { type ContentAsset, keptAsset, makeContent } from './make-content.ts';
import {
  arnOfPackage,
  identityOfPackage,
  identityOfVersion,
  type Place,
  type RegistryDeps,
  touchedBy,
  whereOf,
} from './place.ts';
import type { RequestScope } from './request-scope.ts';
import { untilFresh } from './until-fresh.ts';

/** Finds the staged file behind the opaque blob that a format holds. */
export type StagedFileOf = (content: Upload<unknown>['assets'][number]['content']) => StagedFile | null;

const versionRef = (place: Place, version: string) =>
  ({ type: 'package-version', id: `${place.repository.name}/${version}` }) as const;

/** An asset that the repository has already, under another version or name. */
async function existingAsset(deps: RegistryDeps, place: Place, name: string, ref: AssetRef): Promise<ContentAsset> {
  const { reader } = deps.database;
  const subject = await findPackage(reader, place.repository.id, place.format.id, place.format.names.key(ref.package));
  const version = subject && (await findVersion(reader, subject.id, place.format.versions.key(ref.version)));
  const asset = version?.assets.find((candidate) => candidate.name === ref.asset);
  if (asset?.blob == null) throw notFound({ type: 'asset', id: ref.asset });
  return { ...keptAsset(asset), stored: { name, blob: asset.blob.id, origin: null } };
}

async function commitAssets<F>(
  deps: RegistryDeps,
  place: Place,
  upload: Upload<F>,
  stagedFileOf: StagedFileOf,
): Promise<ContentAsset[]> {
  return Promise.all(
    upload.assets.map(async ({ name, content }) => {
      const staged = stagedFileOf(content);
      if (staged === null) return existingAsset(deps, place, name, content as AssetRef);
      const { sizeBytes, digests, stagedAt } = staged;
      const blob: NewBlob = { ...(await staged.commit()), sizeBytes, digests, stagedAt: stagedAt.getTime() };
      return { stored: { name, blob, origin: null }, sizeBytes, digests };
    }),
  );
}

const sameBytes = (kept: StoredAsset, sent: ContentAsset): boolean =>
  kept.blob !== null && kept.blob.digests.sha256 === sent.digests.sha256;

function refuseOtherBytes(place: Place, version: string, kept: StoredAsset, sent: ContentAsset): never {
  throw conflict(
    `Asset '${kept.name}' of version ${version} already exists with other content: it has sha256 ` +
      `${kept.blob?.digests.sha256 ?? kept.origin?.digests.sha256 ?? 'unknown'}, the upload has ${sent.digests.sha256}. Delete the version or use a new one.`,
    { type: 'asset', id: `${place.repository.name}/${version}/${kept.name}` },
  );
}

/** What of `sent` is new to the version, or the refusal that CodeArtifact's rules ask for. */
function newAssets(
  place: Place,
  found: StoredVersion,
  upload: Upload<never>,
  sent: readonly ContentAsset[],
): ContentAsset[] {
  const { version, status, assets: kept } = found;
  if (status === 'Archived' || status === 'Disposed')
    throw conflict(
      `Version ${version} exists and is ${status}; delete it before publishing it again.`,
      versionRef(place, version),
    );
  const fresh: ContentAsset[] = [];
  for (const asset of sent) {
    const before = kept.find(({ name }) => name === asset.stored.name);
    if (before === undefined || (upload.whenPresent === 'replace' && !sameBytes(before, asset))) fresh.push(asset);
    else if (!sameBytes(before, asset)) refuseOtherBytes(place, version, before, asset);
  }
  if (fresh.length > 0 && status !== 'Unfinished' && upload.whenPresent === 'refuse')
    throw conflict(`Version ${version} already exists and takes no further assets.`, versionRef(place, version));
  return fresh;
}

const isRepetition = (found: StoredVersion, upload: Upload<never>, fresh: readonly ContentAsset[]): boolean =>
  fresh.length === 0 && upload.assets.length > 0 && (found.status !== 'Unfinished' || upload.status === 'Unfinished');

async function refuseUpstreamVersion(
  deps: RegistryDeps,
  place: Place,
  upload: Upload<never>,
  subject: StoredPackage | null,
): Promise<void> {
  if (subject?.controls.upstream === 'BLOCK') return;
  if (await deps.upstreams.offersVersion(whereOf(place), upload.package, upload.version))
    throw conflict(
      `Version ${upload.version} of '${upload.package.name}' exists in an upstream of repository '${place.repository.name}'; publish another version, or block the package's upstreams with put-package-origin-configuration.`,
      versionRef(place, upload.version),
    );
}

interface Attempt {
  readonly subject: StoredPackage | null;
  readonly found: StoredVersion | null;
}

async function look(deps: RegistryDeps, place: Place, upload: Upload<never>): Promise<Attempt> {
  const { reader } = deps.database;
  const subject = await findPackage(
    reader,
    place.repository.id,
    place.format.id,
    place.format.names.key(upload.package),
  );
  const found = subject && (await findVersion(reader, subject.id, place.format.versions.key(upload.version)));
  return { subject, found };
}

function writeOf<F>(
  { assetsPerVersion }: Quotas,
  place: Place,
  scope: RequestScope,
  upload: Upload<F>,
  seen: Attempt,
  fresh: readonly ContentAsset[],
): StoreVersion {
  const format = place.format;
  const { found, subject } = seen;
  const replaced = new Set(fresh.map(({ stored }) => stored.name));
  const keptBefore = upload.whenPresent === 'replace' && fresh.length > 0 ? [] : (found?.assets ?? []);
  const assets = [...keptBefore.filter(({ name }) => !replaced.has(name)).map(keptAsset), ...fresh];
  if (assets.length > assetsPerVersion)
    throw beyondQuota(
      'assetsPerVersion',
      `A version holds at most ${assetsPerVersion} assets.`,
      versionRef(place, upload.version),
    );
  const kept = found === null ? null : (format.parseFacts(found.facts) as F);
  const name = subject?.name ?? upload.package;
  const content = makeContent(format, {
    name,
    version: found?.version ?? upload.version,
    publishedAt: found?.publishedAt ?? scope.now,
    facts: upload.facts(kept),
    readme: upload.readme ?? found?.readme ?? null,
    assets,
  });
  const expected: Expected = found && { revision: found.revision, status: found.status };
  return {
    domainId: place.domain.id,
    repositoryId: place.repository.id,
    package: identityOfPackage(place, name),
    version: identityOfVersion(place, upload.version),
    expected,
    content,
    status: found !== null && found.status !== 'Unfinished' ? found.status : upload.status,
    origin: found?.origin ?? 'INTERNAL',
    entry: found?.entry ?? { kind: 'repository', name: place.repository.name },
    publishedBy: scope.caller.arn,
    firstControls: controlsOfFirstPublish,
    tags: upload.tags ?? [],
    now: scope.now.getTime(),
  };
}

/** What cannot be removed now changes nothing for the publisher: the sweeper finds it. */
async function removeFiles(deps: RegistryDeps, locations: readonly string[]): Promise<void> {
  await Promise.allSettled(locations.map((location) => deps.blobs.remove(location)));
}

const committedFiles = (sent: readonly ContentAsset[]): string[] =>
  sent.flatMap(({ stored: { blob } }) =>
    blob !== null && typeof blob !== 'number' ? [(blob as BlobLocation).location] : [],
  );

/** One try at what `publishVersion` promises. What it decides on is read while `sending` brings the bytes to the disk. */
async function attempt<F>(
  deps: RegistryDeps,
  place: Place,
  scope: RequestScope,
  upload: Upload<F>,
  sending: Promise<readonly ContentAsset[]>,
): Promise<PublishResult> {
  const plain = upload as Upload<never>;
  const seen = await look(deps, place, plain);
  if (seen.found === null) await refuseUpstreamVersion(deps, place, plain, seen.subject);
  const sent = await sending;
  const fresh = seen.found === null ? [...sent] : newAssets(place, seen.found, plain, sent);
  if (seen.found?.revision != null && isRepetition(seen.found, plain, fresh)) {
    await removeFiles(deps, committedFiles(sent));
    return { revision: seen.found.revision, status: seen.found.status, changed: false };
  }
  const args = writeOf(deps.quotas, place, scope, upload, seen, fresh);
  const { unused } = await scope.write(deps.database, storeVersion, args);
  await removeFiles(deps, [...unused, ...committedFiles(sent.filter((asset) => !fresh.includes(asset)))]);
  return { revision: args.content.revision, status: args.status, changed: true };
}

/**
 * Publishes a version or adds to it: bytes are in place before the one transaction that names them, so a crash leaves
 * a file for the sweeper, never a row without bytes. Decided again from the start when another writer came between.
 */
export async function publishVersion<F>(
  deps: RegistryDeps,
  place: Place,
  scope: RequestScope,
  upload: Upload<F>,
  stagedFileOf: StagedFileOf,
): Promise<PublishResult> {
  await scope.authorize('codeartifact:PublishPackageVersion', arnOfPackage(place, upload.package), touchedBy(place));
  const sending = commitAssets(deps, place, upload, stagedFileOf);
  // Its failure is met where it is awaited.
  sending.catch(() => {});
  try {
    return await untilFresh(`version ${upload.version}`, () => attempt(deps, place, scope, upload, sending));
  } catch (error) {
    const sent = await sending.catch((): ContentAsset[] => []);
    // A refusal rolled back for certain; after anything else the outcome is unknown, and the sweeper decides.
    if (error instanceof RegistryError) await removeFiles(deps, committedFiles(sent));
    throw error;
  }
}
