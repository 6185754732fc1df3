import { fileUrl, knownDigests, type ListedFile } from './listing.ts';

/** The files of a project page in HTML (PEP 503, 592, 658, 714), URLs resolved against the page's base or address. */
export function readHtmlPage(text: string, address: URL): ListedFile[] {
  const tags = [...readTags(text)];
  const href = tags.find(({ name }) => name === 'base')?.attributes.get('href');
  const base = (href === undefined ? null : fileUrl(href, address)) ?? address;
  return tags.flatMap(({ name, attributes }) => (name === 'a' ? readAnchor(attributes, base) : []));
}

type Attributes = ReadonlyMap<string, string>;

function readAnchor(attributes: Attributes, base: URL): ListedFile[] {
  const href = attributes.get('href');
  const url = href === undefined ? null : fileUrl(href, base);
  if (url === null) return [];
  const digests = knownDigests(new URLSearchParams(url.hash.slice(1)));
  url.hash = '';
  const metadata = attributes.get('data-core-metadata') ?? attributes.get('data-dist-info-metadata') ?? '';
  const [algorithm = '', hex = ''] = metadata.split('=', 2);
  return [
    {
      name: lastSegment(url),
      url: url.href,
      digests,
      sizeBytes: null,
      uploadedAt: null,
      requiresPython: attributes.get('data-requires-python') || null,
      metadata: knownDigests(new Map([[algorithm, hex]])).sha256 ?? null,
      yanked: attributes.get('data-yanked') ?? null,
      provenance: readProvenance(attributes.get('data-provenance'), base),
    },
  ];
}

const readProvenance = (value: string | undefined, base: URL): string | null =>
  value === undefined ? null : (fileUrl(value, base)?.href ?? null);

/** '' where it is not decodable; such a file is left out like any other that has no distribution's name. */
function lastSegment({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname.slice(pathname.lastIndexOf('/') + 1));
  } catch {
    return '';
  }
}

interface Tag {
  readonly name: string;
  readonly attributes: Attributes;
}

/** Opening tags, comments skipped. One pass: every step moves on in the text. */
function* readTags(text: string): Generator<Tag> {
  const opening = /<(?:!--|([a-z][a-z0-9]*)(?=[\s/>]))/gi;
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    if (found[1] === undefined) {
      const end = text.indexOf('-->', opening.lastIndex);
      if (end < 0) return;
      opening.lastIndex = end + 3;
      continue;
    }
    const { attributes, end } = readAttributes(text, opening.lastIndex);
    opening.lastIndex = end;
    yield { name: found[1].toLowerCase(), attributes };
  }
}

function readAttributes(text: string, start: number): { attributes: Attributes; end: number } {
  const attributes = new Map<string, string>();
  const attribute = /[\s/]*(?:(>)|([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?)/y;
  attribute.lastIndex = start;
  for (let found = attribute.exec(text); found !== null; found = attribute.exec(text)) {
    const [, end, name = '', double, single, bare] = found;
    if (end !== undefined) return { attributes, end: attribute.lastIndex };
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, decodeEntities(double ?? single ?? bare ?? ''));
    start = attribute.lastIndex;
  }
  return { attributes, end: start };
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{1,8}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities.get(name.toLowerCase()) ?? whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
