import { invalid } from '../../kernel/errors.ts';
import type { PackageIndex } from '../../model/package.ts';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { isJsonObject, memberOf } from '../shared/json-text.ts';
import { manifestOf, type NpmFacts } from './facts.ts';
import { wireName } from './names.ts';
import { shownTags } from './shown-tags.ts';

const defaultSize = 20;
const maxSize = 250;
const maxTextLength = 1024;

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,6}$/.test(text)) throw invalid(`'${name}' must be a whole number, not '${text.slice(0, 20)}'.`);
  return Number(text);
}

/** `scope:acme left pad`: other qualifiers of the public registry are not words of a name, and are left out. */
function parseText(text: string): { readonly words: readonly string[]; readonly namespace: string | null } {
  const parts = text.split(/\s+/);
  const scope = parts.find((part) => part.startsWith('scope:'))?.slice('scope:'.length) ?? null;
  return {
    words: parts.filter((part) => part !== '' && !part.includes(':')).map((part) => part.replace(/^@/, '')),
    namespace: scope?.replace(/^@/, '') ?? null,
  };
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** One hit as `npm search` prints it: of the version that `latest` stands for. */
function objectOf(index: PackageIndex<NpmFacts>): object | null {
  const latest = shownTags(index).get('latest');
  const entry = index.versions.find(({ version }) => version === latest) ?? index.versions.at(-1);
  if (entry === undefined) return null;
  const manifest = manifestOf(entry.facts);
  const author = memberOf(manifest, 'author');
  const name = isJsonObject(author) ? memberOf(author, 'name') : author;
  const description = memberOf(manifest, 'description');
  return {
    package: {
      name: wireName(index.name),
      scope: index.name.namespace ?? 'unscoped',
      version: entry.version,
      ...(typeof description === 'string' && { description }),
      keywords: texts(memberOf(manifest, 'keywords')),
      ...(entry.publishedAt !== null && { date: entry.publishedAt }),
      ...(typeof name === 'string' && { author: { name } }),
      links: {},
      publisher: { username: typeof name === 'string' ? name : '' },
      maintainers: [],
    },
    score: { final: 1, detail: { quality: 1, popularity: 1, maintenance: 1 } },
    searchScore: 1,
  };
}

interface Page {
  readonly total: number;
  readonly objects: readonly unknown[];
}

function pageIn(text: string): Page {
  const parsed: unknown = JSON.parse(text);
  const [objects, total] = isJsonObject(parsed) ? [memberOf(parsed, 'objects'), memberOf(parsed, 'total')] : [];
  if (!Array.isArray(objects)) return { total: 0, objects: [] };
  return { objects, total: typeof total === 'number' ? total : objects.length };
}

/** What the upstreams find; one that does not answer, or has no search, finds nothing. */
const searchUpstream = (port: RepositoryPort<NpmFacts>, query: URLSearchParams): Promise<readonly Page[]> =>
  port.consult([], async (source) => {
    try {
      const answer = await source.ask(`-/v1/search?${query}`);
      return answer === null ? null : pageIn(await answer.text());
    } catch {
      return null;
    }
  });

const nameIn = (hit: unknown): string | null => {
  const about = isJsonObject(hit) ? memberOf(hit, 'package') : null;
  const name = isJsonObject(about) ? memberOf(about, 'name') : null;
  return typeof name === 'string' ? name : null;
};

/**
 * GET /-/v1/search: packages that repositories of the search order keep, by the words of their names, then what the
 * upstreams' own search finds beside them.
 */
export async function search({ query }: FormatRequest, port: RepositoryPort<NpmFacts>): Promise<FormatResponse> {
  const [skip, take] = [wholeNumber(query, 'from', 0), Math.min(maxSize, wholeNumber(query, 'size', defaultSize))];
  const text = (query.get('text') ?? '').slice(0, maxTextLength);
  const { total, hits } = await port.search({ ...parseText(text), skip, take });
  const own = hits.map(objectOf).filter((hit) => hit !== null);
  const further = { text, from: String(Math.max(0, skip - total)), size: String(take - own.length) };
  const pages = text === '' || own.length >= take ? [] : await searchUpstream(port, new URLSearchParams(further));
  const seen = new Set<string | null>([null, ...own.map(nameIn)]);
  const objects: unknown[] = [...own];
  for (const hit of pages.flatMap((page) => page.objects)) {
    const name = nameIn(hit);
    if (objects.length >= take || seen.has(name)) continue;
    seen.add(name);
    objects.push(hit);
  }
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      objects,
      total: Math.max(
        pages.reduce((sum, page) => sum + page.total, total),
        skip + objects.length,
      ),
      time: new Date().toUTCString(),
    }),
  };
}
