import type { Dependency, Description, PackageName, VersionEntry } from '../../model/package.ts';
import { isJsonObject, type JsonObject, memberOf, stringMembers } from '../shared/json-text.ts';
import { manifestOf, type NpmFacts } from './facts.ts';
import { wireName } from './names.ts';

/** CodeArtifact's types of npm dependencies, by the member of package.json. */
const dependencyTypes = [
  ['dependencies', 'regular'],
  ['devDependencies', 'dev'],
  ['peerDependencies', 'peer'],
  ['optionalDependencies', 'optional'],
] as const;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const urlIn = (value: unknown): string | undefined =>
  text(value) ?? (isJsonObject(value) ? text(memberOf(value, 'url')) : undefined);

function split(wire: string): { namespace: string | null; package: string } {
  const scoped = /^@([^/]+)\/(.+)$/.exec(wire);
  return scoped === null
    ? { namespace: null, package: wire }
    : { namespace: scoped[1] ?? '', package: scoped[2] ?? '' };
}

function dependenciesOf(manifest: JsonObject): Dependency[] {
  const optional = new Set(stringMembers(memberOf(manifest, 'optionalDependencies')).map(([name]) => name));
  return dependencyTypes.flatMap(([member, type]) =>
    stringMembers(memberOf(manifest, member))
      // Registries repeat optional ones among the regular.
      .filter(([name]) => member !== 'dependencies' || !optional.has(name))
      .map(([name, requirement]) => ({ ...split(name), type, requirement })),
  );
}

/** `license: "MIT"`, `license: {type, url}` and the `licenses` of old. */
function licensesOf(manifest: JsonObject): { name: string; url?: string }[] {
  const said = memberOf(manifest, 'license') ?? memberOf(manifest, 'licenses');
  return [said].flat().flatMap((one) => {
    const name = text(one) ?? (isJsonObject(one) ? text(memberOf(one, 'type') ?? memberOf(one, 'name')) : undefined);
    const url = isJsonObject(one) ? text(memberOf(one, 'url')) : undefined;
    return name === undefined ? [] : [url === undefined ? { name } : { name, url }];
  });
}

/** What DescribePackageVersion and ListPackageVersionDependencies tell of a version. */
export function describe(name: PackageName, { facts }: VersionEntry<NpmFacts>): Description {
  const manifest = manifestOf(facts);
  const summary = text(memberOf(manifest, 'description'));
  const homePage = text(memberOf(manifest, 'homepage'));
  const repository = urlIn(memberOf(manifest, 'repository'));
  const keywords = memberOf(manifest, 'keywords');
  return {
    displayName: wireName(name),
    ...(summary !== undefined && { summary }),
    ...(homePage !== undefined && { homePage }),
    ...(repository !== undefined && { sourceCodeRepository: repository }),
    licenses: licensesOf(manifest),
    keywords: Array.isArray(keywords) ? keywords.filter((one) => typeof one === 'string') : [],
    dependencies: dependenciesOf(manifest),
  };
}
