import type { Readable } from 'node:stream';
import type { ByteRange } from '../blobs/blob-store.ts';
import type { ConsultSource, Format } from '../formats/format.ts';
import type { StoredVersion } from '../metadata/package-versions.ts';
import type { Digests } from '../model/digests.ts';
import type { AssetEntry, AssetRef, PackageIndex, PackageName, VersionEntry } from '../model/package.ts';

/** One format of one repository. */
export interface Where {
  readonly domainId: number;
  readonly repositoryId: number;
  readonly format: Format;
}

export interface MergedIndex {
  readonly index: PackageIndex<unknown>;
  /** Some part of it is older than it should be, since an upstream did not answer. */
  readonly stale: boolean;
  /** Names what each upstream listed, by its bytes. Empty: no upstream has a part in it. */
  readonly sources: readonly string[];
  /**
   * Whether the upstreams still say the same, without reading what they say; null: no, or one of them failed. What is kept
   * here is for the caller to hold against the change feed.
   */
  lookAgain(): Promise<{ readonly stale: boolean } | null>;
}

/** An asset found in the search order, its bytes stored or still on their way. */
export interface FoundAsset {
  readonly entry: AssetEntry;
  readonly version: VersionEntry<unknown>;
  readonly sizeBytes: number | null;
  /** As stored, or as promised by the upstream's index. */
  readonly digests: Partial<Digests>;
  readonly publishedAt: Date | null;
  /** All bytes of a small asset that is stored in the asking repository, at once where they are in memory; else null. */
  readonly readSmall: (() => Buffer | Promise<Buffer>) | null;
  /** The bytes are stored, and nothing more has to be kept to serve them again. */
  readonly isSettled: boolean;
  /** Plain bytes; a range of an asset that is still on its way waits for its end. */
  open(range?: ByteRange): Readable;
}

export interface LocatedVersion {
  readonly repositoryId: number;
  readonly version: StoredVersion;
}

/** What a repository shows through its search order: itself, its upstreams, their external connections. */
export interface Upstreams {
  /** The package merged over the search order; null: nowhere. `noCache` asks the external upstreams first. */
  readIndex(where: Where, name: PackageName, options?: { readonly noCache?: boolean }): Promise<MergedIndex | null>;
  /** The asset, kept from now on where retention says so; null: nowhere, or its status forbids it. */
  openAsset(where: Where, ref: AssetRef): Promise<FoundAsset | null>;
  /**
   * Whether a repository behind this one, or an external connection, has the version. An upstream that does not answer
   * does not count: publishing goes on during its outage.
   */
  offersVersion(where: Where, name: PackageName, version: string): Promise<boolean>;
  /** `RepositoryPort.consult`. */
  consult<T>(
    where: Where,
    names: readonly PackageName[],
    ask: (source: ConsultSource, allowed: readonly PackageName[]) => Promise<T | null>,
  ): Promise<readonly T[]>;
  /**
   * The version as the first place that has it records it, in whatever status; one that only an external connection has
   * is taken in first. `key` is the format's `versions.key`; null: nowhere.
   */
  locateVersion(where: Where, name: PackageName, key: string): Promise<LocatedVersion | null>;
  /** Why versions of the package that others have are not reached from here; null: nobody keeps them out. */
  explainAbsence(where: Where, name: PackageName): Promise<string | null>;
  /** Names kept in any repository of the search order, sorted by key, each once. */
  listNames(where: Where): AsyncIterable<PackageName>;
}
