import type { Digests } from './digests.ts';
import type { StoredStatus } from './status.ts';

/** Canonical identity, as APIs, ARNs and events spell it (npm scope without '@', PEP 503 name, lower-case NuGet id). */
export interface PackageName {
  readonly namespace: string | null;
  readonly name: string;
}

export interface AssetRef {
  readonly package: PackageName;
  readonly version: string;
  readonly asset: string;
}

/** Where an upstream serves an asset, and what it promises of the bytes. */
export interface UpstreamAsset {
  readonly url: string;
  readonly digests?: Partial<Digests>;
  /** A resource that holds one digest of the asset as text (Maven's `.sha1`). */
  readonly digestUrl?: { readonly algorithm: keyof Digests; readonly url: string };
}

/** One file. In an upstream listing, size and digests are what it promised: verified before anything is kept. */
export interface AssetEntry {
  readonly name: string;
  readonly sizeBytes: number | null;
  readonly digests: Partial<Digests>;
  /** ISO 8601, UTC. */
  readonly publishedAt: string | null;
  /** Only in what a dialect returns. */
  readonly upstream?: UpstreamAsset;
}

/** One version. `F` is what only its format understands: a JSON value. */
export interface VersionEntry<F> {
  /** As published. */
  readonly version: string;
  /** ISO 8601, UTC; the upstream's own time where ingested; null where it does not say. */
  readonly publishedAt: string | null;
  /** null: the upstream lists no files (Maven). */
  readonly assets: readonly AssetEntry[] | null;
  readonly facts: F;
}

/** A package as one repository shows it: merged, filtered. Entries keep the order of publication. */
export interface PackageIndex<F> {
  readonly name: PackageName;
  /** Published ones. */
  readonly versions: readonly VersionEntry<F>[];
  /** Fetchable, but in no list. */
  readonly unlisted: readonly VersionEntry<F>[];
  readonly tags: ReadonlyMap<string, string>;
}

/** What this repository itself records, in every status; nothing merged. */
export interface OwnVersion<F> extends VersionEntry<F> {
  readonly status: StoredStatus;
  readonly revision: string;
  /** ARN of the principal. */
  readonly publishedBy: string | null;
}

export interface OwnPackage<F> {
  readonly name: PackageName;
  readonly versions: readonly OwnVersion<F>[];
  readonly tags: ReadonlyMap<string, string>;
}

export interface Dependency {
  readonly namespace: string | null;
  readonly package: string;
  readonly type: string;
  readonly requirement: string;
}

/** What the API, search and the console show of a version; computed when it is written. */
export interface Description {
  readonly displayName: string;
  readonly summary?: string;
  readonly homePage?: string;
  readonly sourceCodeRepository?: string;
  readonly licenses?: readonly { readonly name: string; readonly url?: string }[];
  readonly keywords?: readonly string[];
  /** Other keys that find the package (Swift: repository URLs). */
  readonly aliases?: readonly string[];
  readonly dependencies?: readonly Dependency[];
}
