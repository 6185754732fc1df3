import { isJsonObject, type JsonObject, memberOf } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';

/** The members of a manifest in the abbreviated form (npm "package-metadata": abbreviated version object). */
const shortMembers = new Set([
  'name',
  'version',
  'dependencies',
  'optionalDependencies',
  'devDependencies',
  'bundleDependencies',
  'bundledDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'acceptDependencies',
  'bin',
  'directories',
  'engines',
  'cpu',
  'os',
  'libc',
  'funding',
  'hasInstallScript',
  '_hasShrinkwrap',
]);

/** Said of a whole package, or by this server when it renders. */
const leftOut = new Set(['dist', 'deprecated', 'readme', 'readmeFilename', '_attachments', '_rev']);
const installScripts = ['preinstall', 'install', 'postinstall'];

const hasInstallScript = (manifest: JsonObject): boolean => {
  const scripts = memberOf(manifest, 'scripts');
  return isJsonObject(scripts) && installScripts.some((name) => typeof memberOf(scripts, name) === 'string');
};

const openText = (members: readonly (readonly [string, unknown])[]): string => {
  // Built key by key: assigning '__proto__' to an object would lose it.
  const parts = members.flatMap(([key, value]) => {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
  });
  return `{${parts.join(',')}`;
};

/** Registries answer true or '' too; npm takes any non-empty string for the message. */
export function deprecationOf(value: unknown): string | null {
  if (value === true) return 'This version is deprecated.';
  return typeof value === 'string' && value !== '' ? value : null;
}

export interface ManifestParts {
  /** As clients spell it; replaces what the manifest says, as `version` does. */
  readonly name: string;
  readonly version: string;
  readonly manifest: JsonObject;
  readonly dist: JsonObject;
}

/** The facts of a version from its manifest, whoever made it. */
export function manifestFacts({ name, version, manifest, dist }: ManifestParts): NpmFacts {
  const own = Object.entries(manifest).filter(([key]) => key !== 'name' && key !== 'version' && !leftOut.has(key));
  const members: (readonly [string, unknown])[] = [['name', name], ['version', version], ...own];
  const short = members.filter(([key]) => shortMembers.has(key));
  if (memberOf(manifest, 'hasInstallScript') === undefined && hasInstallScript(manifest))
    short.push(['hasInstallScript', true]);
  return {
    full: openText(members),
    short: openText(short),
    dist: openText(Object.entries(dist).filter(([key]) => key !== 'tarball')),
    deprecated: deprecationOf(memberOf(manifest, 'deprecated')),
  };
}
