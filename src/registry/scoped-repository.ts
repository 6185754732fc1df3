import type { StagedFile } from '../blobs/blob-store.ts';
import type {
  AssetDocument,
  Caller,
  ClientAction,
  Document,
  DocumentKind,
  PackageDocument,
  RepositoryDocument,
  RepositoryPort,
  StagedBlob,
} from '../formats/format.ts';
import { notFound } from '../kernel/errors.ts';
import type { Digests } from '../model/digests.ts';
import type { AssetRef, PackageName } from '../model/package.ts';
import { amendFacts } from './amend-facts.ts';
import { removeVersions, tagVersion, updateStatus } from './change-versions.ts';
import { arnOfPackage, arnOfRepository, type Place, type RegistryDeps, touchedBy, whereOf } from './place.ts';
import { publishVersion } from './publish-version.ts';
import { findOwnPackage } from './read-own-package.ts';
import type { RequestScope } from './request-scope.ts';
import { searchPackages } from './search-packages.ts';
import { openAsset, resolveAsset } from './serve-asset.ts';
import { renderAssetDocument, renderPackageDocument, renderRepositoryDocument } from './serve-document.ts';

export interface PortOptions {
  /** As clients must see it; ends in '/'. */
  readonly base: URL;
  /** The client asked for nothing older than now (`Cache-Control: no-cache`). */
  readonly noCache: boolean;
  verifyCredential(secret: string): Promise<Caller | null>;
}

/** The port that a format's handlers work through, and the bytes behind what it gave out. */
export interface ScopedRepository {
  readonly port: RepositoryPort<never>;
  /** Forgets staged bytes that no version took. To be called when the handler has ended. */
  release(): Promise<void>;
}

/** What was staged, by what the handler holds of it. */
type Staging = Map<object, StagedFile>;

async function stage(
  deps: RegistryDeps,
  place: Place,
  staging: Staging,
  bytes: AsyncIterable<Uint8Array>,
  expected?: Partial<Digests>,
): Promise<StagedBlob> {
  const file = await deps.blobs.stage(place.domain.id, bytes, {
    maxBytes: deps.quotas.assetSizeBytes,
    ...(expected === undefined ? {} : { expected }),
  });
  const blob: StagedBlob = {
    staged: true,
    sizeBytes: file.sizeBytes,
    digests: file.digests,
    open: (range) => file.open(range),
  };
  staging.set(blob, file);
  return blob;
}

/** Decides once per action and resource in a request, whatever number of port calls ask. */
function decider(place: Place, scope: RequestScope): (action: ClientAction, name?: PackageName) => Promise<void> {
  const decided = new Map<string, Promise<void>>();
  return (action, name) => {
    const resource = name === undefined ? arnOfRepository(place) : arnOfPackage(place, name);
    const key = `${action} ${resource}`;
    const known = decided.get(key) ?? scope.authorize(`codeartifact:${action}`, resource, touchedBy(place));
    decided.set(key, known);
    return known;
  };
}

type Readers = Pick<
  RepositoryPort<unknown>,
  'findPackage' | 'findOwnPackage' | 'openAsset' | 'resolveAsset' | 'readDocument' | 'search' | 'consult'
>;

function renderDocument(
  deps: RegistryDeps,
  place: Place,
  document: DocumentKind<unknown>,
  subject: PackageName | AssetRef | null,
  variant: string,
  options: PortOptions,
): Promise<Document> {
  const context = { base: options.base, variant };
  if (document.of === 'repository')
    return renderRepositoryDocument(deps, place, document as RepositoryDocument<unknown>, context);
  if (document.of === 'asset')
    return renderAssetDocument(deps, place, document as AssetDocument<unknown>, subject as AssetRef, context);
  const name = subject as PackageName;
  return renderPackageDocument(deps, place, document as PackageDocument<unknown>, name, context, options);
}

function readers(deps: RegistryDeps, place: Place, mayRead: () => Promise<void>, options: PortOptions): Readers {
  return {
    async findPackage(name) {
      await mayRead();
      const merged = await deps.upstreams.readIndex(whereOf(place), name, options);
      return merged?.index ?? null;
    },
    async findOwnPackage(name) {
      await mayRead();
      return findOwnPackage(deps, place, name);
    },
    async readDocument(document: DocumentKind<unknown>, subject: PackageName | AssetRef | null, variant = '') {
      await mayRead();
      return renderDocument(deps, place, document, subject, variant, options);
    },
    async search(query) {
      await mayRead();
      return searchPackages(deps, place, query);
    },
    async consult(names, ask) {
      await mayRead();
      return deps.upstreams.consult(whereOf(place), names, ask);
    },
    async openAsset(ref) {
      await mayRead();
      return openAsset(deps, place, ref);
    },
    async resolveAsset(candidates) {
      await mayRead();
      const found = await resolveAsset(deps, place, candidates);
      if (found === null) throw notFound({ type: 'asset', id: candidates[0]?.asset ?? '' });
      return found;
    },
  };
}

/** One repository, one format, one caller: every call decides on what it touches before it touches it. */
export function scopedRepository(
  deps: RegistryDeps,
  place: Place,
  scope: RequestScope,
  options: PortOptions,
): ScopedRepository {
  const staging: Staging = new Map();
  const decide = decider(place, scope);
  const port: RepositoryPort<unknown> = {
    base: options.base,
    decide,
    ...readers(deps, place, () => decide('ReadFromRepository'), options),
    stage: (bytes, expected) => stage(deps, place, staging, bytes, expected),
    publish: (upload) => publishVersion(deps, place, scope, upload, (content) => staging.get(content) ?? null),
    async amend(name, versions, change) {
      await decide('PutPackageMetadata', name);
      await amendFacts(deps, place, scope, { name, versions, change });
    },
    async setStatus(name, versions, status) {
      await decide('PutPackageMetadata', name);
      await updateStatus(deps, place, scope, { name, versions, status });
    },
    async setTag(name, tag, version) {
      await decide('PutPackageMetadata', name);
      await tagVersion(deps, place, scope, { name, tag, version });
    },
    async deleteVersions(name, versions) {
      await decide('DeletePackageVersions', name);
      await removeVersions(deps, place, scope, { name, versions });
    },
    verifyCredential: options.verifyCredential,
  };
  return {
    port: port as RepositoryPort<never>,
    async release() {
      await Promise.all([...staging.values()].map((file) => file.discard()));
    },
  };
}
