import { PackageURL, UrlConverter } from '@socketregistry/packageurl-js';

/** The download address of a package named `probe`, as the package-URL library knows it. */
function probeAddress(purl: string): URL | null {
  const found = UrlConverter.toDownloadUrl(PackageURL.fromString(purl));
  return found != null && URL.canParse(found.url) ? new URL(found.url) : null;
}

/** What comes before the given part of the path. */
function baseOf(purl: string, part: string): URL | null {
  const address = probeAddress(purl);
  const end = address?.pathname.indexOf(part) ?? -1;
  return address === null || end < 0 ? null : new URL(address.pathname.slice(0, end + 1), address);
}

/** A sibling host of the registry's web site: its last two labels below `label`. */
function siblingOf(purl: string, label: string, path: string): URL | null {
  const address = probeAddress(purl);
  if (address === null) return null;
  return new URL(path, `${address.protocol}//${label}.${address.hostname.split('.').slice(-2).join('.')}/`);
}

/**
 * Where the large public registries are: taken from a library that keeps track of them, so that no host name is written
 * here. null: the library does not know; the connection is then inert.
 */
export const defaultAddresses: ReadonlyMap<string, () => URL | null> = new Map([
  ['public:npmjs', () => baseOf('pkg:npm/probe@1.0.0', '/probe')],
  ['public:pypi', () => baseOf('pkg:pypi/probe@1.0.0', '/probe')],
  ['public:maven-central', () => baseOf('pkg:maven/probe/probe@1.0.0', '/probe')],
  ['public:ruby-gems-org', () => baseOf('pkg:gem/probe@1.0.0', '/downloads/')],
  ['public:nuget-org', () => siblingOf('pkg:nuget/probe@1.0.0', 'api', '/v3/')],
  ['public:crates-io', () => siblingOf('pkg:cargo/probe@1.0.0', 'index', '/')],
]);
