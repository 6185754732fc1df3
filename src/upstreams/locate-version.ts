import type { Readable } from 'node:stream';
import { findVersion, type StoredVersion } from '../metadata/package-versions.ts';
import { findPackage } from '../metadata/packages.ts';
import type { PackageName, VersionEntry } from '../model/package.ts';
import type { Engine } from './engine.ts';
import { openAsset } from './read-asset.ts';
import { searchPath } from './search-path.ts';
import type { Speaking } from './upstream-listings.ts';
import { upstreamSource } from './upstream-source.ts';
import type { LocatedVersion, Where } from './upstreams.ts';

async function readToTheEnd(bytes: Readable): Promise<void> {
  for await (const _ of bytes);
}

async function findIn(
  { database: { reader } }: Engine,
  { format }: Where,
  repositoryId: number,
  name: PackageName,
  key: string,
): Promise<StoredVersion | null> {
  const subject = await findPackage(reader, repositoryId, format.id, format.names.key(name));
  return subject && findVersion(reader, subject.id, key);
}

/** Brings one asset in, as a client's request would: the version is kept with its whole asset list. */
async function ingest(
  engine: Engine,
  where: Where,
  { dialect, connection, address }: Speaking,
  name: PackageName,
  entry: VersionEntry<unknown>,
): Promise<LocatedVersion | null> {
  const source = upstreamSource(engine.replies, connection, address, 'usual');
  const assets = entry.assets ?? (await dialect.readAssets?.(name, entry.version, source)) ?? [];
  const [first] = assets;
  const found = first && (await openAsset(engine, where, { package: name, version: entry.version, asset: first.name }));
  if (found == null) return null;
  await readToTheEnd(found.open());
  const { repositoryId, format } = where;
  const version = await findIn(engine, where, repositoryId, name, format.versions.key(entry.version));
  return version && { repositoryId, version };
}

/** The first place of the search order that has the version decides. An upstream that fails is passed over. */
export async function locateVersion(
  engine: Engine,
  where: Where,
  name: PackageName,
  key: string,
): Promise<LocatedVersion | null> {
  const { steps } = await searchPath(engine, where, name);
  let failure: unknown = null;
  for (const { repositoryId, connection } of steps) {
    if (connection === null) {
      const version = await findIn(engine, where, repositoryId, name, key);
      if (version !== null) return { repositoryId, version };
      continue;
    }
    const speaking = engine.speakers.find(connection, where.format);
    if (speaking === null) continue;
    try {
      const { listing } = await engine.listings.read(speaking, name, 'usual');
      const entry = listing?.versions.get(key);
      if (listing != null && entry !== undefined) return await ingest(engine, where, speaking, listing.name, entry);
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
  return null;
}
