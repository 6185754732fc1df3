/** What a package request's address names; `rest` is raw, below the repository, without a leading '/'. */
export interface PackagePath {
  readonly format: string;
  readonly domain: string;
  readonly owner: string;
  readonly repository: string;
  readonly rest: string;
}

const domain = '([a-z][a-z0-9-]{0,48}[a-z0-9])';
const repository = '([A-Za-z0-9][A-Za-z0-9._-]{1,99})(?:/(.*))?';

// As CodeArtifact's VPC endpoints: /{format}/d/{domain}-{owner}/{repository}/…
const pathStyle = new RegExp(`^/([a-z]+)/d/${domain}-([0-9]{12})/${repository}$`);

// As CodeArtifact's public endpoints: {domain}-{owner}.<suffix>, then /{format}/{repository}/…
const hostStyle = new RegExp(`^${domain}-([0-9]{12})\\.`);
const belowHost = new RegExp(`^/([a-z]+)/${repository}$`);

/**
 * null for an address of another kind. `path` is raw, without the query. The host only names the domain: what may be done
 * there is decided by the token, as for path style.
 */
export function parsePackagePath(path: string, host = ''): PackagePath | null {
  const inPath = pathStyle.exec(path);
  if (inPath !== null) {
    const [, format = '', domain = '', owner = '', repository = '', rest = ''] = inPath;
    return { format, domain, owner, repository, rest };
  }
  const inHost = hostStyle.exec(host);
  const below = inHost === null ? null : belowHost.exec(path);
  if (inHost === null || below === null) return null;
  const [, domain = '', owner = ''] = inHost;
  const [, format = '', repository = '', rest = ''] = below;
  return { format, domain, owner, repository, rest };
}

/** Path and query of a request target, undecoded. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const at = target.indexOf('?');
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}
