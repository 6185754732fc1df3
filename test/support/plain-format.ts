import type { Format } from '../../src/formats/format.ts';
import { invalid } from '../../src/kernel/errors.ts';
import type { AssetEntry, PackageIndex, VersionEntry } from '../../src/model/package.ts';

/** What this format records of a version. `notes` has one line for each file that was inspected. */
export interface PlainFacts {
  readonly summary: string;
  readonly yanked: boolean;
  readonly notes: readonly string[];
}

/** A file of an index of this format. */
export interface PlainFile {
  readonly name: string;
  readonly url: string;
  readonly sizeBytes?: number;
  readonly sha256?: string;
  readonly sha1Url?: string;
}

export interface PlainVersion {
  readonly version: string;
  readonly publishedAt?: string;
  readonly summary?: string;
  readonly yanked?: boolean;
  readonly files: readonly PlainFile[];
}

/** `<name>/index.json` of an upstream. */
export interface PlainIndex {
  readonly name: string;
  readonly versions: readonly PlainVersion[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** Versions are dotted numbers; trailing zeros do not matter. */
const numbers = (raw: string): number[] => {
  if (!/^\d{1,9}(?:\.\d{1,9}){0,5}$/.test(raw)) throw invalid(`'${raw}' is not a version.`);
  const parts = raw.split('.').map(Number);
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  return parts;
};

function sortKey(raw: string): Uint8Array {
  const bytes = Buffer.alloc(24);
  for (const [index, part] of numbers(raw).entries()) bytes.writeUInt32BE(part, index * 4);
  return bytes;
}

const assetOf = ({ name, url, sizeBytes, sha256, sha1Url }: PlainFile, publishedAt: string | null): AssetEntry => ({
  name,
  sizeBytes: sizeBytes ?? null,
  digests: sha256 === undefined ? {} : { sha256 },
  publishedAt,
  upstream: { url, ...(sha1Url === undefined ? {} : { digestUrl: { algorithm: 'sha1', url: sha1Url } }) },
});

function entryOf({
  version,
  publishedAt,
  summary = '',
  yanked = false,
  files,
}: PlainVersion): VersionEntry<PlainFacts> {
  const time = publishedAt ?? null;
  return {
    version,
    publishedAt: time,
    assets: files.map((file) => assetOf(file, time)),
    facts: { summary, yanked, notes: [] },
  };
}

function parseIndex(text: string): Omit<PackageIndex<PlainFacts>, 'unlisted'> {
  const { name, versions, tags = {} } = JSON.parse(text) as PlainIndex;
  if (!Array.isArray(versions)) throw new Error('its versions are no list');
  return { name: { namespace: null, name }, versions: versions.map(entryOf), tags: new Map(Object.entries(tags)) };
}

/** Late files and yanks follow the origin; what inspection found stays. */
function refresh(kept: VersionEntry<PlainFacts>, seen: VersionEntry<PlainFacts>): VersionEntry<PlainFacts> {
  const names = new Set(kept.assets?.map(({ name }) => name));
  const late = seen.assets?.filter(({ name }) => !names.has(name)) ?? [];
  return { ...kept, assets: [...(kept.assets ?? []), ...late], facts: { ...kept.facts, yanked: seen.facts.yanked } };
}

/** A small format with everything that the engine asks of one, for tests that are about no real one. */
export const plainFormat: Format<PlainFacts> = {
  id: 'generic',
  names: {
    parse: (namespace, name) => ({ namespace, name }),
    key: ({ name }) => name.toLowerCase(),
  },
  versions: {
    key: (raw) => numbers(raw).join('.'),
    compare: (a, b) => Buffer.compare(sortKey(a), sortKey(b)),
    sortKey,
  },
  documents: [],
  routes: [],
  upstream: {
    connections: [],
    async readPackage({ name }, source) {
      const reply = await source.get(`${name}/index.json`, 'application/json');
      return reply === null ? null : parseIndex(await reply.text());
    },
    refresh,
  },
  parseFacts: (stored) => stored as PlainFacts,
  describe: ({ name }, { facts }) => ({ displayName: name, summary: facts.summary }),
  async inspect({ asset }, bytes, kept) {
    const first = await bytes.open({ start: 0, end: Math.min(bytes.sizeBytes, 16) - 1 }).toArray();
    if (Buffer.concat(first).toString().startsWith('LIAR')) throw invalid(`'${asset}' is another package's file.`);
    return { facts: { ...kept, notes: [...kept.notes, asset].sort() }, readme: null };
  },
  direct: null,
  defaultTag: null,
  renderError: ({ status, message }) => ({ status, body: message }),
};
