import type { PackageName } from './package.ts';
import type { PackageFormat } from './package-format.ts';

/** What identifies a domain: names are unique per account and region. */
export interface DomainId {
  readonly region: string;
  readonly owner: string;
  readonly domain: string;
}

const prefix = ({ region, owner }: DomainId): string => `arn:aws:codeartifact:${region}:${owner}`;

export const domainArn = (id: DomainId): string => `${prefix(id)}:domain/${id.domain}`;

export const repositoryArn = (id: DomainId, repository: string): string =>
  `${prefix(id)}:repository/${id.domain}/${repository}`;

/** An absent namespace leaves `//`, as AWS writes it. */
export const packageArn = (id: DomainId, repository: string, format: PackageFormat, name: PackageName): string =>
  `${prefix(id)}:package/${id.domain}/${repository}/${format}/${name.namespace ?? ''}/${name.name}`;

/** `*`, `$` and `%` of the pattern are percent-encoded in lower case. */
export const packageGroupArn = (id: DomainId, pattern: string): string =>
  `${prefix(id)}:package-group/${id.domain}${pattern.replace(/[*$%]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`;
