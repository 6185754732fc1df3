import type { Bytes } from '../blobs/blob-store.ts';
import { type ServedDocument, serveRendered } from '../documents/render-document.ts';
import type {
  AssetDocument,
  CatalogueLine,
  PackageDocument,
  RenderContext,
  RepositoryDocument,
  RepositoryView,
} from '../formats/format.ts';
import { notFound, type RegistryError } from '../kernel/errors.ts';
import { packageKeyOf } from '../metadata/record-change.ts';
import { type Digests, digestNames } from '../model/digests.ts';
import type { AssetRef, PackageIndex, PackageName, VersionEntry } from '../model/package.ts';
import { explained } from './explained-absence.ts';
import { type Place, type RegistryDeps, whereOf } from './place.ts';

export type { ServedDocument };

/** NotFound when no repository of the search order has the package, or the document no such variant. */
export async function renderPackageDocument(
  deps: RegistryDeps,
  place: Place,
  document: PackageDocument<unknown>,
  name: PackageName,
  context: RenderContext,
  options: { readonly noCache: boolean },
): Promise<ServedDocument> {
  const { id, names } = place.format;
  const subject = names.key(name);
  const parts = [place.repository.id, id, document.key, subject, context.variant];
  const base = document.absolute === true ? context.base.href : '';
  const served = await deps.documents.read(
    { domainId: place.domain.id, packageKey: packageKeyOf(id, subject), key: JSON.stringify([...parts, base]) },
    options.noCache,
    async () => {
      const merged = await deps.upstreams.readIndex(whereOf(place), name, options);
      if (merged === null) return null;
      const { index, ...ingredients } = merged;
      return { ...ingredients, render: () => renderIndex(index, document, context) };
    },
  );
  if (served === null) throw await explained(deps, place, name, missingPackage(name));
  return served;
}

const missingPackage = ({ namespace, name }: PackageName): RegistryError =>
  notFound({ type: 'package', id: namespace === null ? name : `${namespace}/${name}` });

async function renderIndex(
  index: PackageIndex<unknown>,
  document: PackageDocument<unknown>,
  context: RenderContext,
): Promise<ServedDocument> {
  const rendered = document.render(index, context);
  if (rendered === null) throw missingPackage(index.name);
  return serveRendered(rendered, document.etag);
}

const completeDigests = (digests: Partial<Digests>): Digests | null =>
  digestNames.every((name) => digests[name] !== undefined) ? (digests as Digests) : null;

interface StoredAssetBytes {
  readonly bytes: Bytes;
  readonly version: VersionEntry<unknown>;
}

/** The asset once its bytes are stored, so that it can be read from the middle; null: nowhere. */
async function storedBytes(deps: RegistryDeps, place: Place, ref: AssetRef): Promise<StoredAssetBytes | null> {
  for (const isLast of [false, true]) {
    const found = await deps.upstreams.openAsset(whereOf(place), ref);
    if (found === null) return null;
    const digests = completeDigests(found.digests);
    const { sizeBytes, version } = found;
    if (digests !== null && sizeBytes !== null)
      return { bytes: { sizeBytes, digests, open: (range) => found.open(range) }, version };
    if (!isLast) for await (const _ of found.open());
  }
  throw new Error(`asset '${ref.asset}' was read to its end and is still not stored`);
}

/** Reading it opens the asset, and keeps it as any download does. */
export async function renderAssetDocument(
  deps: RegistryDeps,
  place: Place,
  document: AssetDocument<unknown>,
  ref: AssetRef,
  context: RenderContext,
): Promise<ServedDocument> {
  const missing = { type: 'asset', id: ref.asset } as const;
  const stored = await storedBytes(deps, place, ref);
  if (stored === null) throw notFound(missing);
  const rendered = await document.render(stored.bytes, stored.version, context);
  if (rendered === null) throw notFound(missing);
  return serveRendered(rendered, document.etag);
}

/** A line of a document that carries versions and an etag costs a rendering; the names alone are cheap. */
async function lineOf(
  deps: RegistryDeps,
  place: Place,
  name: PackageName,
  carried: PackageDocument<unknown> | undefined,
  context: RenderContext,
): Promise<CatalogueLine | null> {
  if (carried === undefined) return { name, added: [], removed: [], etag: '' };
  const merged = await deps.upstreams.readIndex(whereOf(place), name);
  const rendered = merged === null ? null : carried.render(merged.index, { ...context, variant: '' });
  if (merged === null || rendered === null) return null;
  const { etag } = await serveRendered(rendered, carried.etag);
  return { name, added: merged.index.versions.map(({ version }) => version), removed: [], etag: etag.slice(1, -1) };
}

async function* linesOf(
  deps: RegistryDeps,
  place: Place,
  document: RepositoryDocument<unknown>,
  context: RenderContext,
): AsyncIterable<CatalogueLine> {
  for await (const name of deps.upstreams.listNames(whereOf(place))) {
    const line = await lineOf(deps, place, name, document.linesCarry, context);
    if (line !== null) yield line;
  }
}

async function* packagesOf(deps: RegistryDeps, place: Place, namespace?: string): AsyncIterable<PackageIndex<unknown>> {
  for await (const name of deps.upstreams.listNames(whereOf(place))) {
    if (namespace !== undefined && name.namespace !== namespace) continue;
    const merged = await deps.upstreams.readIndex(whereOf(place), name);
    if (merged !== null) yield merged.index;
  }
}

export async function renderRepositoryDocument(
  deps: RegistryDeps,
  place: Place,
  document: RepositoryDocument<unknown>,
  context: RenderContext,
): Promise<ServedDocument> {
  const view: RepositoryView<unknown> = {
    lines: () => linesOf(deps, place, document, context),
    packages: (namespace) => packagesOf(deps, place, namespace),
  };
  return serveRendered(document.render(view, context), document.etag);
}
