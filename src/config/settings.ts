import type { BlockList } from 'node:net';
import type { Quotas } from '../kernel/quotas.ts';

/** `public:<name>` or `custom:<name>`, and where it leads. */
export interface ConnectionSetting {
  readonly name: string;
  /** Ends in '/'. Trusted wherever it is: the operator wrote it. */
  readonly url: URL;
  /** The format of a custom connection; null: the one that its name is known for. */
  readonly format: string | null;
  readonly credentials: ConnectionCredentials | null;
}

export type ConnectionCredentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

export type DatabaseSetting =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

export interface BlobStoreSetting {
  readonly kind: 'file';
  readonly path: string;
}

export const auditReadsChoices = ['all', 'sample', 'off'] as const;
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** What the operator asked for, checked, with every default filled in. Paths are absolute. */
export interface Settings {
  /** 0: any free one. */
  readonly port: number;
  /**
   * Addresses to listen on, at least one. `optional` ones come from the default: a machine without IPv6 goes without `::1`.
   */
  readonly hosts: readonly { readonly address: string; readonly optional: boolean }[];
  readonly dataDir: string;
  readonly database: DatabaseSetting;
  readonly blobStore: BlobStoreSetting;
  /** Whether new blobs are encrypted. */
  readonly encryption: boolean;
  /** How long bytes that nothing names are kept. */
  readonly gcGraceSeconds: number;
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** Refuse signatures made for another region. */
  readonly regionStrict: boolean;
  /** The administrator's access key, instead of a random one. */
  readonly adminCredentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  /** By name; they override the defaults of the same name. */
  readonly externalConnections: ReadonlyMap<string, ConnectionSetting>;
  readonly quotas: Quotas;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the environment, in either spelling; empty: not set. */
  readonly proxies: { readonly http: string; readonly https: string; readonly none: string };
  /** Token issuers that may be at private addresses, or speak plain http. */
  readonly trustedIssuers: readonly URL[];
  /** The base of every URL handed out, when a proxy stands in front; ends in '/'. */
  readonly publicUrl: URL | null;
  /** Whose word is taken for where a request comes from. */
  readonly trustedProxies: BlockList;
  /** Host-style endpoints end in it; null: path style. */
  readonly endpointSuffix: string | null;
  /** Files, PEM; null: plain http. */
  readonly tls: { readonly certPath: string; readonly keyPath: string } | null;
  /** Repositories whose policy says so may be read without a token. */
  readonly anonymousRead: boolean;
  readonly auditReads: (typeof auditReadsChoices)[number];
  readonly logLevel: (typeof logLevels)[number];
  /** Requests under way at one time. */
  readonly maxRequests: number;
  /** Requests a second; 0: any number. */
  readonly throttleToken: number;
  readonly throttleAccount: number;
  /** How long a client may stop in the middle of a request or an answer. */
  readonly clientIdleSeconds: number;
  /** How long a shutdown waits for requests that are under way. */
  readonly shutdownGraceSeconds: number;
}

/** A setting that cannot be used. The message is one line for the operator and names where the value came from. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}
