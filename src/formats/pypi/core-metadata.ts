import type { Dependency, Description } from '../../model/package.ts';
import { normaliseName } from './project-name.ts';

/** The parts of a METADATA or PKG-INFO file that this server uses. */
export interface CoreMetadata {
  readonly name: string;
  readonly version: string;
  readonly requiresPython: string | null;
  /** The readme. */
  readonly description: string | null;
  readonly about: Omit<Description, 'displayName'>;
}

const utf8 = new TextDecoder('utf-8');

/** Reads core metadata (packaging.python.org "Core metadata specifications"): mail headers, then the description. */
export function parseCoreMetadata(bytes: Uint8Array): CoreMetadata {
  const text = utf8.decode(bytes).replaceAll('\r\n', '\n');
  const headerEnd = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const body = headerEnd < 0 ? '' : text.slice(headerEnd).trim();
  const fields = readHeaders(headerEnd < 0 ? text : text.slice(0, headerEnd));
  const one = (name: string): string | null => fields.get(name)?.[0] ?? null;
  const description = body === '' ? one('description') : body;
  return {
    name: one('name') ?? '',
    version: one('version') ?? '',
    requiresPython: one('requires-python'),
    description: description === null ? null : unfold(description),
    about: describe(fields),
  };
}

type Headers = ReadonlyMap<string, readonly string[]>;

/** Headers by lower-case name; folded lines are kept; 'UNKNOWN' is what old tools write for nothing. */
function readHeaders(text: string): Headers {
  const fields = new Map<string, string[]>();
  for (const field of text.split(/\n(?![ \t])/)) {
    const colon = field.indexOf(':');
    const value = field.slice(colon + 1).trim();
    if (colon <= 0 || value === '' || value === 'UNKNOWN') continue;
    const name = field.slice(0, colon).toLowerCase();
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return fields;
}

/** A description in a header has its lines marked by eight spaces, or seven and a bar. */
const unfold = (text: string): string => text.replace(/\n(?: {7}\||\t| {8})/g, '\n');
const oneLine = (text: string): string => text.split(/\s+/).join(' ');

function describe(fields: Headers): Omit<Description, 'displayName'> {
  const all = (name: string): readonly string[] => fields.get(name) ?? [];
  const urls = all('project-url').map(readProjectUrl);
  const labelled = (labels: readonly string[]): string | undefined =>
    urls.find(({ label, url }) => labels.includes(label) && isWebAddress(url))?.url;
  const summary = all('summary')[0];
  const homePage = all('home-page').find(isWebAddress) ?? labelled(['homepage']);
  const sourceCodeRepository = labelled(['source', 'repository', 'sourcecode', 'github']);
  const licenses = readLicenses(fields);
  const keywords = readKeywords(all('keywords')[0] ?? '');
  const dependencies = all('requires-dist')
    .map(readRequirement)
    .filter((dependency) => dependency !== null);
  return {
    ...(summary === undefined ? {} : { summary: oneLine(summary) }),
    ...(homePage === undefined ? {} : { homePage }),
    ...(sourceCodeRepository === undefined ? {} : { sourceCodeRepository }),
    ...(licenses.length === 0 ? {} : { licenses }),
    ...(keywords.length === 0 ? {} : { keywords }),
    ...(dependencies.length === 0 ? {} : { dependencies }),
  };
}

const isWebAddress = (url: string): boolean => /^https?:\/\/\S+$/i.test(url);

/** Labels are compared as PEP 753 says: without punctuation, space and case. */
function readProjectUrl(text: string): { label: string; url: string } {
  const comma = text.indexOf(',');
  const label = text
    .slice(0, Math.max(comma, 0))
    .replace(/[\s\p{P}]+/gu, '')
    .toLowerCase();
  return { label, url: text.slice(comma + 1).trim() };
}

/** A `License` field often holds the whole text: then the classifiers say it better. */
const longestLicenseName = 120;

function readLicenses(fields: Headers): { name: string }[] {
  const expression = fields.get('license-expression')?.[0];
  if (expression !== undefined) return [{ name: oneLine(expression) }];
  const license = fields.get('license')?.[0];
  if (license !== undefined && license.length <= longestLicenseName && !license.includes('\n'))
    return [{ name: license }];
  return (fields.get('classifier') ?? [])
    .filter((classifier) => classifier.startsWith('License :: '))
    .map((classifier) => ({ name: classifier.split(' :: ').at(-1) ?? classifier }));
}

const readKeywords = (text: string): string[] =>
  text
    .split(text.includes(',') ? ',' : /\s+/)
    .map((keyword) => keyword.trim())
    .filter((keyword) => keyword !== '');

function readRequirement(text: string): Dependency | null {
  const found = /^([A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?)(.*)$/i.exec(oneLine(text));
  if (found === null) return null;
  const [, name = '', requirement = ''] = found;
  return {
    namespace: null,
    package: normaliseName(name),
    type: 'Requires-Dist',
    requirement: requirement.trim(),
  };
}
