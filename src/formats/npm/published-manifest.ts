import { isJsonObject, type JsonObject, memberOf } from '../shared/json-text.ts';

/** What installers act on: taken from the tarball, so that the document cannot claim otherwise ("manifest confusion"). */
const ofTarball = [
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bundleDependencies',
  'bin',
  'engines',
  'os',
  'cpu',
  'libc',
] as const;

const keysOf = (value: unknown): string[] => (isJsonObject(value) ? Object.keys(value) : []);

/** npm writes `bin` of one command as text, and `bundleDependencies` as true, or under its other name. */
function normalised(manifest: JsonObject, key: (typeof ofTarball)[number], name: string): unknown {
  const value = memberOf(manifest, key);
  if (key === 'bin' && typeof value === 'string') return { [name.replace(/^@[^/]+\//, '')]: value };
  if (key !== 'bundleDependencies') return value;
  const bundled = value ?? memberOf(manifest, 'bundledDependencies');
  if (bundled === true) return keysOf(memberOf(manifest, 'dependencies'));
  return bundled === false ? undefined : bundled;
}

/** The manifest to keep of a version that was published with this document and this package.json. */
export function publishedManifest(document: JsonObject, inTarball: JsonObject, name: string): JsonObject {
  const replaced = new Set<string>([...ofTarball, 'bundledDependencies', 'hasInstallScript']);
  const kept = Object.entries(document).filter(([key]) => !replaced.has(key));
  const taken = ofTarball.flatMap((key) => {
    const value = normalised(inTarball, key, name);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries([...kept, ...taken]);
}
