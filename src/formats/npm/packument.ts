import type { PackageIndex, VersionEntry } from '../../model/package.ts';
import type { PackageDocument } from '../format.ts';
import { jsonObject, memberOf } from '../shared/json-text.ts';
import { manifestOf, type NpmFacts } from './facts.ts';
import { manifestText } from './manifest-text.ts';
import { wireName } from './names.ts';
import { startRevision } from './packument-revision.ts';
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

/** How many versions are rendered in one go: some hundred kilobytes. */
const versionsInPart = 64;

/** The members before the versions, and those after but for `_rev`, as JSON without the braces. */
function around(
  index: PackageIndex<NpmFacts>,
  form: PackumentForm,
): { readonly before: string; readonly after: string } {
  const name = JSON.stringify(wireName(index.name));
  const tags = shownTags(index);
  const { members: time, modified } = times(index);
  const latest = index.versions.find(({ version }) => version === tags.get('latest'));
  const before = jsonObject([
    ...(form === 'full' ? ([['_id', name]] as const) : []),
    ['name', name],
    ['dist-tags', jsonObject([...tags].map(([tag, version]) => [tag, JSON.stringify(version)] as const))],
  ]);
  const after = jsonObject([
    ['time', jsonObject(time)],
    ...(modified === null ? [] : ([['modified', JSON.stringify(modified)]] as const)),
    ...(form === 'full' ? aboutPackage(latest) : []),
  ]);
  return { before: before.slice(1, -1), after: after.slice(1, -1) };
}

/** The text in parts, so that a package of thousands of versions can be rendered in slices of time. */
function* partsOf(index: PackageIndex<NpmFacts>, base: URL, form: PackumentForm): Generator<string> {
  const { before, after } = around(index, form);
  const revision = form === 'full' ? startRevision() : null;
  const member = ({ version, publishedAt, assets, facts }: VersionEntry<NpmFacts>) => {
    revision?.add({ version, ...facts });
    // The facts of a large listing are read anew at each access.
    return [version, manifestText(index.name, { version, publishedAt, assets, facts }, base, form)] as const;
  };
  yield `{${before},"versions":`;
  for (let from = 0; from < index.versions.length; from += versionsInPart) {
    const members = jsonObject(index.versions.slice(from, from + versionsInPart).map(member));
    yield `${from === 0 ? '{' : ','}${members.slice(1, -1)}`;
  }
  const rev = revision === null ? '' : `,"_rev":${JSON.stringify(revision.end(index.tags))}`;
  yield `},${after}${rev}}`;
}

async function* inTurns(parts: Iterable<string>): AsyncGenerator<string> {
  yield* parts;
}

/** GET /{package}. The variant is the form: 'full', or 'short' (abbreviated, with `time`). */
export const packument: PackageDocument<NpmFacts> = {
  key: 'packument',
  of: 'package',
  absolute: true,
  render(index, { base, variant }) {
    if (index.versions.length === 0) return null;
    const short = variant === 'short';
    const parts = partsOf(index, base, short ? 'short' : 'full');
    return {
      contentType: short ? shortType : 'application/json',
      headers: { vary: 'accept' },
      body: index.versions.length > versionsInPart ? inTurns(parts) : [...parts].join(''),
    };
  },
};
