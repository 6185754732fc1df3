import type { Format } from '../formats/format.ts';
import type { PackageIndex, PackageName, VersionEntry } from '../model/package.ts';
import { isFetchable, type StoredStatus } from '../model/status.ts';

export interface LayerVersion {
  /** `versions.key` of the format. */
  readonly key: string;
  readonly entry: VersionEntry<unknown>;
  readonly status: StoredStatus;
  /** The external connection through which a kept version came into the domain; null: it was published. */
  readonly cameThrough: string | null;
}

/** A package as one place of the search order has it. */
export interface IndexLayer {
  /** null: a repository; else the external connection. */
  readonly connection: string | null;
  readonly name: PackageName;
  /** In the order of publication. */
  readonly versions: readonly LayerVersion[];
  /** Tag to version key. */
  readonly tags: ReadonlyMap<string, string>;
}

/** Where a version stands in time: what is unknown follows the one before it in its own layer. */
interface Position {
  readonly time: number;
  readonly layer: number;
  readonly index: number;
}

interface Chosen {
  readonly version: LayerVersion;
  readonly entry: VersionEntry<unknown>;
  readonly position: Position;
}

function positionsOf({ versions }: IndexLayer, layer: number): Position[] {
  let time = Number.NEGATIVE_INFINITY;
  return versions.map(({ entry }, index) => {
    const own = entry.publishedAt === null ? Number.NaN : Date.parse(entry.publishedAt);
    if (own > time) time = own;
    return { time, layer, index };
  });
}

const inTime = (a: Position, b: Position): number =>
  (a.time === b.time ? 0 : a.time - b.time) || a.layer - b.layer || a.index - b.index;

/** A kept version follows its own origin in what the dialect says may change, and stands where the origin lists it. */
function refreshed(format: Format, kept: Chosen, seen: LayerVersion, position: Position): Chosen {
  const refresh = format.upstream?.refresh;
  return { ...kept, entry: refresh === undefined ? kept.entry : refresh(kept.entry, seen.entry), position };
}

function choose(format: Format, layers: readonly IndexLayer[]): Map<string, Chosen> {
  const chosen = new Map<string, Chosen>();
  for (const [number, layer] of layers.entries()) {
    const positions = positionsOf(layer, number);
    for (const [index, version] of layer.versions.entries()) {
      const position = positions[index] as Position;
      const before = chosen.get(version.key);
      if (before === undefined) chosen.set(version.key, { version, entry: version.entry, position });
      else if (
        layer.connection !== null &&
        before.version.cameThrough === layer.connection &&
        isFetchable(before.version.status)
      )
        chosen.set(version.key, refreshed(format, before, version, position));
    }
  }
  return chosen;
}

/** The first place that has a tag decides on it; a tag at a version that is not shown goes to the next place's, or away. */
function mergeTags(layers: readonly IndexLayer[], shown: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const layer of layers)
    for (const [tag, key] of layer.tags) {
      const version = shown.get(key);
      if (version !== undefined && !tags.has(tag)) tags.set(tag, version);
    }
  return tags;
}

/**
 * One listing out of those of the search order, first place first. A version present earlier wins whole; any status of it
 * hides later ones; its own origin may refresh it. Entries are in the order of publication. null: nothing is to be shown.
 */
export function mergeIndexes(format: Format, layers: readonly IndexLayer[]): PackageIndex<unknown> | null {
  const [first] = layers;
  if (first === undefined) return null;
  const sorted = [...choose(format, layers).values()].sort((a, b) => inTime(a.position, b.position));
  const withStatus = (status: StoredStatus): Chosen[] => sorted.filter(({ version }) => version.status === status);
  const published = withStatus('Published');
  const unlisted = withStatus('Unlisted').map(({ entry }) => entry);
  if (published.length === 0 && unlisted.length === 0) return null;
  const shown = new Map(published.map(({ version, entry }) => [version.key, entry.version]));
  return { name: first.name, versions: published.map(({ entry }) => entry), unlisted, tags: mergeTags(layers, shown) };
}
