import { invalid } from '../kernel/errors.ts';
import type { PackageFormat } from '../model/package-format.ts';
import { defaultAddresses } from './default-addresses.ts';

export type ConnectionCredentials =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** A registry outside that repositories can be associated with. */
export interface ExternalConnection {
  readonly name: string;
  /** The id of the format that it speaks. */
  readonly format: string;
  /** Ends in '/'. null: the connection can be associated, and serves nothing. */
  readonly url: URL | null;
  readonly credentials: ConnectionCredentials | null;
}

/** What the operator says about one connection. */
export interface ConnectionOverride {
  readonly url: URL;
  /** Of a `custom:` connection; a public one has its own. */
  readonly format: string | null;
  readonly credentials: ConnectionCredentials | null;
}

/** AWS: "Supported external connection repositories". */
const publicFormats: ReadonlyMap<string, PackageFormat> = new Map([
  ['public:npmjs', 'npm'],
  ['public:pypi', 'pypi'],
  ['public:maven-central', 'maven'],
  ['public:maven-googleandroid', 'maven'],
  ['public:maven-gradleplugins', 'maven'],
  ['public:maven-commonsware', 'maven'],
  ['public:maven-clojars', 'maven'],
  ['public:nuget-org', 'nuget'],
  ['public:ruby-gems-org', 'ruby'],
  ['public:crates-io', 'cargo'],
]);

function overridden(name: string, { url, format, credentials }: ConnectionOverride): ExternalConnection {
  const known = publicFormats.get(name) ?? (name.startsWith('custom:') ? format : undefined);
  if (known === undefined)
    throw invalid(
      `'${name}' is no external connection: use one of ${[...publicFormats.keys()].join(', ')} or custom:<name>.`,
    );
  if (known === null) throw invalid(`The external connection '${name}' needs a format.`);
  const address = new URL(url);
  const { username, password } = address;
  address.username = '';
  address.password = '';
  if (!address.pathname.endsWith('/')) address.pathname += '/';
  const inUrl: ConnectionCredentials = {
    kind: 'basic',
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
  return { name, format: known, url: address, credentials: credentials ?? (username === '' ? null : inUrl) };
}

/**
 * Every connection that repositories may be associated with, by name: the ten of AWS and the operator's own. Validation
 * for a name or a missing format in `overrides`.
 */
export function resolveConnections(
  overrides: ReadonlyMap<string, ConnectionOverride>,
): ReadonlyMap<string, ExternalConnection> {
  const connections = new Map<string, ExternalConnection>();
  for (const [name, format] of publicFormats)
    connections.set(name, { name, format, url: defaultAddresses.get(name)?.() ?? null, credentials: null });
  for (const [name, override] of overrides) connections.set(name, overridden(name, override));
  return connections;
}

/** What to tell about a connection that serves nothing; null for one that does. */
export const inertReason = ({ name, url }: ExternalConnection): string | null =>
  url === null
    ? `The external connection '${name}' has no address and serves nothing; give it one in COFFER_EXTERNAL_CONNECTIONS.`
    : null;

/** The Authorization header for the connection's own origin. */
export function authorizationOf({ credentials }: ExternalConnection): string | null {
  if (credentials === null) return null;
  if (credentials.kind === 'bearer') return `Bearer ${credentials.token}`;
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
}
