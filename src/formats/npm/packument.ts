import type { PackageIndex, VersionEntry } from '../../model/package.ts';
import type { PackageDocument } from '../format.ts';
import { jsonObject, memberOf } from '../shared/json-text.ts';
import { manifestOf, type NpmFacts } from './facts.ts';
import { manifestText } from './manifest-text.ts';
import { wireName } from './names.ts';
import { packumentRevision } from './packument-revision.ts';
import { shownTags } from './shown-tags.ts';

type Members = (readonly [key: string, json: string])[];

export const shortType = 'application/vnd.npm.install-v1+json';
export type PackumentForm = 'full' | 'short';

/** Said of the package as a whole, taken from its latest version as registries do. */
const packageMembers = [
  'description',
  'keywords',
  'homepage',
  'bugs',
  'repository',
  'license',
  'author',
  'contributors',
  'maintainers',
];

function aboutPackage(latest: VersionEntry<NpmFacts> | undefined): Members {
  if (latest === undefined) return [];
  const manifest = manifestOf(latest.facts);
  return packageMembers.flatMap((key): Members => {
    const value = memberOf(manifest, key);
    return value === undefined ? [] : [[key, JSON.stringify(value)]];
  });
}

/** Publication times. Clients that hold fresh versions back refuse a packument without them, in either form. */
function times({ versions }: PackageIndex<NpmFacts>): { readonly members: Members; readonly modified: string | null } {
  const known = versions.flatMap(({ version, publishedAt }) =>
    publishedAt === null ? [] : [{ version, publishedAt }],
  );
  const [first, last] = known.reduce<[string, string] | []>(
    ([min, max], { publishedAt: at }) => [
      min === undefined || at < min ? at : min,
      max === undefined || at > max ? at : max,
    ],
    [],
  );
  if (first === undefined || last === undefined) return { members: [], modified: null };
  const members: Members = [
    ['created', JSON.stringify(first)],
    ['modified', JSON.stringify(last)],
    ...known.map(({ version, publishedAt }) => [version, JSON.stringify(publishedAt)] as const),
  ];
  return { members, modified: last };
}

function render(index: PackageIndex<NpmFacts>, base: URL, form: PackumentForm): string {
  const name = JSON.stringify(wireName(index.name));
  const tags = shownTags(index);
  const { members: time, modified } = times(index);
  const latest = index.versions.find(({ version }) => version === tags.get('latest'));
  const revision = JSON.stringify(packumentRevision(index));
  return jsonObject([
    ...(form === 'full'
      ? ([
          ['_id', name],
          ['_rev', revision],
        ] as const)
      : []),
    ['name', name],
    ['dist-tags', jsonObject([...tags].map(([tag, version]) => [tag, JSON.stringify(version)] as const))],
    [
      'versions',
      jsonObject(index.versions.map((entry) => [entry.version, manifestText(index.name, entry, base, form)])),
    ],
    ['time', jsonObject(time)],
    ...(modified === null ? [] : ([['modified', JSON.stringify(modified)]] as const)),
    ...(form === 'full' ? aboutPackage(latest) : []),
  ]);
}

/** GET /{package}. The variant is the form: 'full', or 'short' (abbreviated, with `time`). */
export const packument: PackageDocument<NpmFacts> = {
  key: 'packument',
  of: 'package',
  absolute: true,
  render(index, { base, variant }) {
    if (index.versions.length === 0) return null;
    const short = variant === 'short';
    return {
      contentType: short ? shortType : 'application/json',
      headers: { vary: 'accept' },
      body: render(index, base, short ? 'short' : 'full'),
    };
  },
};
