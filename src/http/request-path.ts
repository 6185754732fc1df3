/** What a package request's path names; `rest` is raw, below the repository, without a leading '/'. */
export interface PackagePath {
  readonly format: string;
  readonly domain: string;
  readonly owner: string;
  readonly repository: string;
  readonly rest: string;
}

// Path style, as CodeArtifact's VPC endpoints: /{format}/d/{domain}-{owner}/{repository}/…
const pathStyle =
  /^\/([a-z]+)\/d\/([a-z][a-z0-9-]{0,48}[a-z0-9])-([0-9]{12})\/([A-Za-z0-9][A-Za-z0-9._-]{1,99})(?:\/(.*))?$/;

/** null for a path of another kind. `path` is raw, without the query. */
export function parsePackagePath(path: string): PackagePath | null {
  const match = pathStyle.exec(path);
  if (match === null) return null;
  const [, format = '', domain = '', owner = '', repository = '', rest = ''] = match;
  return { format, domain, owner, repository, rest };
}

/** Path and query of a request target, undecoded. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const at = target.indexOf('?');
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}
