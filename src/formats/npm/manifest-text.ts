import type { PackageName, VersionEntry } from '../../model/package.ts';
import type { NpmFacts } from './facts.ts';
import { wireName } from './names.ts';

/** The name that clients see in the path of the one asset of a version. */
export const tarballName = ({ name }: PackageName, version: string): string =>
  `${name}-${encodeURIComponent(version).replaceAll('%2B', '+')}.tgz`;

/** Scope and slash unescaped: an escaped one makes yarn 4 write the address into its lock file. */
export const tarballUrl = (base: URL, name: PackageName, version: string): string =>
  `${base.href}${wireName(name)}/-/${tarballName(name, version)}`;

const joined = (open: string, member: string): string => (open === '{' ? `{${member}` : `${open},${member}`);

function attestations(name: PackageName, { version, facts }: VersionEntry<NpmFacts>, base: URL): string {
  if (facts.provenance === undefined) return '';
  const url = `${base.href}-/npm/v1/attestations/${wireName(name)}@${version}`;
  return `,"attestations":${JSON.stringify({ url, provenance: { predicateType: facts.provenance } })}`;
}

/** The manifest of one version, as packuments and GET /{package}/{version} hold it. */
export function manifestText(
  name: PackageName,
  entry: VersionEntry<NpmFacts>,
  base: URL,
  form: 'full' | 'short',
): string {
  const { facts, version } = entry;
  const tarball = `"tarball":${JSON.stringify(tarballUrl(base, name, version))}`;
  const dist = `${joined(facts.dist, tarball + attestations(name, entry, base))}}`;
  const mark = facts.deprecated === null ? '' : `"deprecated":${JSON.stringify(facts.deprecated)},`;
  return `${joined(facts[form], `${mark}"dist":${dist}`)}}`;
}
