import { invalid, notFound } from '../kernel/errors.ts';
import { findVersion, type StoredVersion } from '../metadata/package-versions.ts';
import { findPackage, type StoredPackage } from '../metadata/packages.ts';
import type { PackageName } from '../model/package.ts';
import type { Place } from '../registry/place.ts';
import type { OperationScope } from './operation.ts';
import { requireRepository } from './target.ts';

export interface PackageInput {
  readonly format: string;
  readonly namespace?: string | undefined;
  readonly package: string;
}

export interface PackageSubject {
  readonly format: Place['format'];
  /** Canonical. */
  readonly name: PackageName;
}

/** Validation for a format that this server does not have. */
export function requireFormat(id: string, { deps: { formats } }: OperationScope): Place['format'] {
  const format = formats.get(id);
  if (format !== undefined) return format;
  throw invalid(
    `The format '${id}' is not supported by this server yet. It has: ${[...formats.keys()].join(', ')}.`,
    'OTHER',
  );
}

/** Validation for a name that the format does not allow. */
export function parsePackage(
  { format: id, namespace, package: name }: PackageInput,
  scope: OperationScope,
): PackageSubject {
  const format = requireFormat(id, scope);
  return { format, name: format.names.parse(namespace ?? null, name) };
}

const spell = ({ namespace, name }: PackageName): string => (namespace === null ? name : `${namespace}/${name}`);

export interface FoundPackage extends PackageSubject {
  readonly stored: StoredPackage;
}

/** What the repository itself keeps: upstreams are not asked. */
export async function readPackage(
  input: PackageInput & { readonly repository: string },
  scope: OperationScope,
): Promise<FoundPackage> {
  const { domain, repository } = requireRepository(scope, input);
  const { format, name } = parsePackage(input, scope);
  const stored = await findPackage(scope.deps.database.reader, repository.id, format.id, format.names.key(name));
  if (stored === null)
    throw notFound({ type: 'package', id: `${domain.name}/${repository.name}/${format.id}/${spell(name)}` });
  return { format, name: stored.name, stored };
}

export interface FoundVersion extends FoundPackage {
  readonly version: StoredVersion;
}

export async function readVersion(
  input: PackageInput & { readonly repository: string; readonly packageVersion: string },
  scope: OperationScope,
): Promise<FoundVersion> {
  const found = await readPackage(input, scope);
  const { format, stored } = found;
  const version = await findVersion(scope.deps.database.reader, stored.id, format.versions.key(input.packageVersion));
  if (version === null)
    throw notFound({
      type: 'package-version',
      id: `${scope.target.id.domain}/${input.repository}/${format.id}/${spell(stored.name)}/${input.packageVersion}`,
    });
  return { ...found, version };
}
