import type { Readable } from 'node:stream';
import type { ByteRange, Bytes } from '../blobs/blob-store.ts';
import type { ErrorCode } from '../kernel/errors.ts';
import type { Digests } from '../model/digests.ts';
import type {
  AssetEntry,
  AssetRef,
  Description,
  OwnPackage,
  OwnVersion,
  PackageIndex,
  PackageName,
  UpstreamAsset,
  VersionEntry,
} from '../model/package.ts';
import type { PackageFormat } from '../model/package-format.ts';
import type { PackageVersionStatus } from '../model/status.ts';

export type { ByteRange, Bytes };

/** Bytes that a handler took in: hashed and on disk, invisible, dropped by the engine unless the handler publishes them. */
export interface StagedBlob extends Bytes {
  readonly staged: true;
}

/** An asset ready to send. Not `Bytes`: an upstream's may still be on its way, its digests as promised. */
export interface OpenAsset<F = unknown> {
  readonly kind: 'asset';
  readonly entry: AssetEntry;
  facts(): F;
}

/** A kept rendering ready to send; etag, length, gzip and ranges are the engine's. */
export interface Document {
  readonly kind: 'document';
  readonly etag: string;
  readonly digests: Digests;
}

export interface Rendered {
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

/** `base` ends in '/'. `variant` is the handler's word for which form: negotiated type, page, tools version. */
export interface RenderContext {
  readonly base: URL;
  readonly variant: string;
}

interface DocumentBase {
  /** Unique in the format; part of the cache key. */
  readonly key: string;
  /** Holds absolute URLs: kept once per base URL. */
  readonly absolute?: true;
  /** The client recomputes it (RubyGems); else the engine's choice. */
  readonly etag?: 'md5';
}

/** Made from one package. `null`: no such variant (404). Synchronous, deterministic, no I/O. */
export interface PackageDocument<F> extends DocumentBase {
  readonly of: 'package';
  render(index: PackageIndex<F>, context: RenderContext): Rendered | null;
}

/** Made from the bytes of one asset, kept by their digest (gemspec.rz, .metadata, nuspec, Package.swift). */
export interface AssetDocument<F> extends DocumentBase {
  readonly of: 'asset';
  render(bytes: Bytes, entry: VersionEntry<F>, context: RenderContext): Promise<Rendered | null>;
  /** Where an upstream serves the same bytes, so that reading it does not ingest the asset. */
  locate?(ref: AssetRef, entry: VersionEntry<F>, origin: URL): UpstreamAsset | null;
}

/** A package in a whole-repository document; versions and `etag` (of the package document) only where it declares `linesCarry`. */
export interface CatalogueLine {
  readonly name: PackageName;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly etag: string;
}

/** Streams over the merged repository, never whole in memory. */
export interface RepositoryView<F> {
  /** Cheap, unless the document declares `linesCarry`. */
  lines(): AsyncIterable<CatalogueLine>;
  /** Dear: with facts; only of packages kept here. */
  packages(namespace?: string): AsyncIterable<PackageIndex<F>>;
}

export interface RepositoryDocument<F> extends DocumentBase {
  readonly of: 'repository';
  readonly linesCarry?: PackageDocument<F>;
  render(view: RepositoryView<F>, context: RenderContext): Rendered;
  /** Present: append-only. A change then costs this line, not a rendering, and what clients hold stays a prefix. */
  append?(change: CatalogueLine): string;
}

export type DocumentKind<F> = PackageDocument<F> | AssetDocument<F> | RepositoryDocument<F>;

export type ClientAction =
  | 'ReadFromRepository'
  | 'PublishPackageVersion'
  | 'PutPackageMetadata'
  | 'DeletePackageVersions';

export interface Caller {
  readonly name: string;
  readonly credential: string;
}

export interface FormatRequest {
  /** Raw, below the repository, undecoded, without a leading '/'. */
  readonly path: string;
  /** Each decoded exactly once. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Inflated and capped; the first read sends 100 Continue. */
  readonly body: Readable;
  /** null only on 'anonymous' routes. */
  readonly caller: Caller | null;
}

export interface FormatResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Document | OpenAsset | string | Uint8Array | null;
}

/** First match wins; ':x' is (the start of) one segment, '*x' the rest; a trailing '/' is ignored; HEAD follows GET. */
export interface FormatRoute<F> {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH';
  readonly path: string | readonly string[];
  /** Holding any one of these lets the request in, before its body; each port call then decides on what it touches. */
  readonly access: readonly ClientAction[] | 'authenticated' | 'anonymous';
  /**
   * The package that the path names: the ARN to decide on before the body. Absent: the repository's. 'in-body': the body
   * names it, and `handle` calls the port's `decide` before it takes any bytes; a body that names none is refused to whoever
   * has no right on the repository.
   */
  readonly subject?: ((params: Readonly<Record<string, string>>) => PackageName) | 'in-body';
  handle(request: FormatRequest, repository: RepositoryPort<F>): Promise<FormatResponse>;
}

export interface Failure {
  readonly code: ErrorCode | 'Unauthenticated';
  readonly status: number;
  readonly message: string;
  readonly requestId: string;
  readonly retryAfterSeconds: number | null;
}

export interface Upload<F> {
  readonly package: PackageName;
  readonly version: string;
  /** New bytes, or an asset that exists (a snapshot alias, an OCI mount). None: only facts arrive. */
  readonly assets: readonly { readonly name: string; readonly content: StagedBlob | AssetRef }[];
  /**
   * New facts from what is stored now. Pure and synchronous: called again when another upload came between,
   * so that concurrent uploads add up. May throw to refuse.
   */
  facts(kept: F | null): F;
  readonly readme?: string | null;
  readonly tags?: readonly string[];
  /** 'Published' finishes an Unfinished version; never the reverse. */
  readonly status: 'Published' | 'Unfinished';
  /** For a finished version; an Unfinished one is extended. Other bytes under one name: Conflict, unless 'replace'. */
  readonly whenPresent: 'refuse' | 'extend' | 'replace';
}

export interface SearchQuery {
  /** All of them are to be in the name, in whatever case; none: every package. */
  readonly words: readonly string[];
  readonly namespace: string | null;
  readonly skip: number;
  readonly take: number;
}

export interface SearchResult<F> {
  /** Of all that match. */
  readonly total: number;
  readonly hits: readonly PackageIndex<F>[];
}

export interface PublishResult {
  readonly revision: string;
  readonly status: PackageVersionStatus;
  /** false: the same bytes were there already. */
  readonly changed: boolean;
}

/** What a format may ask of the server: one repository, one caller; every call authorises what it touches. */
export interface RepositoryPort<F> {
  /** As clients must see it; ends in '/'. */
  readonly base: URL;
  findPackage(name: PackageName): Promise<PackageIndex<F> | null>;
  findOwnPackage(name: PackageName): Promise<OwnPackage<F> | null>;
  /** Kept bytes, rendered when something changed; NotFound if the subject does not exist. */
  readDocument(document: PackageDocument<F>, subject: PackageName, variant?: string): Promise<Document>;
  readDocument(document: AssetDocument<F>, subject: AssetRef, variant?: string): Promise<Document>;
  readDocument(document: RepositoryDocument<F>, subject: null, variant?: string): Promise<Document>;
  /** Local bytes, a sibling's, or an upstream's ingested as they pass. `NotFound` for Archived and Disposed too. */
  openAsset(ref: AssetRef): Promise<OpenAsset<F>>;
  /** The first candidate that exists, here and then upstream: for file names that can be cut in several ways. */
  resolveAsset(candidates: readonly AssetRef[]): Promise<AssetRef>;
  /** Packages kept anywhere in the search order, those whose name is closest to the words first. */
  search(query: SearchQuery): Promise<SearchResult<F>>;
  /**
   * Asks each external connection in the search order something that is not kept, and collects what `ask` makes of the
   * answers. `allowed` are those of the names that may be told to it: origin controls let an install ask for them there.
   */
  consult<T>(
    names: readonly PackageName[],
    ask: (source: ConsultSource, allowed: readonly PackageName[]) => Promise<T | null>,
  ): Promise<readonly T[]>;
  /** AccessDenied unless the caller may do this with the package; without a name, with the repository. */
  decide(action: ClientAction, name?: PackageName): Promise<void>;
  stage(bytes: AsyncIterable<Uint8Array>, expected?: Partial<Digests>): Promise<StagedBlob>;
  publish(upload: Upload<F>): Promise<PublishResult>;
  /** New facts for versions kept here, in one transaction: deprecate, yank, reason. Pure; may throw to refuse. */
  amend(name: PackageName, versions: readonly string[], change: (kept: OwnVersion<F>) => F): Promise<void>;
  setStatus(
    name: PackageName,
    versions: readonly string[],
    status: 'Published' | 'Unlisted' | 'Archived',
  ): Promise<void>;
  /** null removes the tag. */
  setTag(name: PackageName, tag: string, version: string | null): Promise<void>;
  deleteVersions(name: PackageName, versions: readonly string[]): Promise<void>;
  /** Whose token this is: for clients that log in by sending it in a body. */
  verifyCredential(secret: string): Promise<Caller | null>;
}

export interface UpstreamReply {
  readonly url: URL;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
}

/** Someone to ask; throws when the upstream is out of order. */
export interface ConsultSource {
  /** A GET, or a POST of this JSON text, below the connection's address; null: it has no such service. */
  ask(path: string, json?: string): Promise<UpstreamReply | null>;
}

/** `get` revalidates and caches; null on 404 and 410; throws when the upstream is out of order. */
export interface UpstreamSource {
  /** The connection's address; ends in '/'. */
  readonly url: URL;
  get(path: string | URL, accept?: string): Promise<UpstreamReply | null>;
}

/** Knows URLs and text. Sockets, validators, TTLs, retries, stale and negative answers are the engine's. */
export interface UpstreamDialect<F> {
  /** Names of external connections that speak it. */
  readonly connections: readonly string[];
  /** The whole listing, in as many GETs as it takes (NuGet pages), or null. `get` is all it may touch. */
  readPackage(name: PackageName, source: UpstreamSource): Promise<Omit<PackageIndex<F>, 'unlisted'> | null>;
  /** The files of a version that a listing leaves out (Maven: directory, or the usual four). */
  readAssets?(name: PackageName, version: string, source: UpstreamSource): Promise<readonly AssetEntry[]>;
  /** Where an asset must be, if it exists, when no listing names it (Maven paths). */
  locate?(ref: AssetRef, origin: URL): UpstreamAsset | null;
  /** What of an ingested version still follows its own origin: yank, deprecation, late files. Absent: nothing. */
  refresh?(kept: VersionEntry<F>, seen: VersionEntry<F>): VersionEntry<F>;
}

/** A plug-in: names, versions, wire text in and out, facts, which file is where, which words an error has. */
export interface Format<F = unknown> {
  readonly id: PackageFormat;
  readonly names: {
    /** Canonical name or Validation. Lenient: what upstreams really have; publish routes are stricter on their own. */
    parse(namespace: string | null, name: string): PackageName;
    /** Names with one key are one package: lookups and uniqueness go by it (Cargo: lower case, '_' as '-'). */
    key(name: PackageName): string;
  };
  readonly versions: {
    /** Versions with one key are one version (PyPI: '1.0' and '1.0.0'). */
    key(raw: string): string;
    compare(a: string, b: string): number;
    /** Bytes whose order is the order of versions; `formats/shared/sort-key.ts` builds them. */
    sortKey(raw: string): Uint8Array;
  };
  readonly documents: readonly DocumentKind<F>[];
  readonly routes: readonly FormatRoute<F>[];
  readonly upstream: UpstreamDialect<F> | null;
  /** Facts of any earlier release of Coffer. */
  parseFacts(stored: unknown): F;
  describe(name: PackageName, entry: VersionEntry<F>): Description;
  /** What the bytes of an ingested asset add: facts a listing lacks, a readme. Refuses bytes that lie about their name. */
  inspect?(ref: AssetRef, bytes: Bytes, kept: F): Promise<{ readonly facts: F; readonly readme?: string | null }>;
  /** How PublishPackageVersion makes a version; null: this format is published by its own client only. */
  readonly direct: { facts(): F; checkAsset(name: string): void } | null;
  /** The tag whose version ListPackageVersions shows by default, where the format has tags. */
  readonly defaultTag: string | null;
  /** Status, headers (the 401 challenge too) and body in the words this client prints. */
  renderError(failure: Failure): FormatResponse;
  /** A header that carries the token, besides Authorization (x-nuget-apikey). */
  readonly credentialHeader?: string;
}
