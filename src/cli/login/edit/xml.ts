import { SettingsError } from '../../../config/settings.ts';

/** An element and where it stands in its text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly start: number;
  /** Behind the start tag; of `<a/>` the same as `end`. */
  readonly contentStart: number;
  /** Before the end tag. */
  readonly contentEnd: number;
  readonly end: number;
}

type Open = { -readonly [K in keyof XmlElement]: XmlElement[K] } & { children: XmlElement[] };

const skipped: readonly (readonly [start: string, end: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
];

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '');

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);

const startTag = /<([^\s/>=]+)((?:\s+[^\s/>=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/y;
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

const attributesOf = (text: string): Map<string, string> =>
  new Map(
    [...text.matchAll(attribute)].map(([, name = '', double, single]) => [name, unescapeXml(double ?? single ?? '')]),
  );

const fail = (text: string, at: number): never => {
  throw new SettingsError(
    `line ${text.slice(0, at).split('\n').length} is no XML that can be read. Mend it, or take it out.`,
  );
};

/** Behind what is no element: a comment, CDATA, an instruction; null where an element begins or ends. */
function skipOther(text: string, at: number): number | null {
  const other = skipped.find(([start]) => text.startsWith(start, at));
  if (other === undefined) return null;
  const end = text.indexOf(other[1], at + other[0].length);
  return end < 0 ? fail(text, at) : end + other[1].length;
}

function openElement(text: string, at: number): Open & { readonly isEmpty: boolean } {
  startTag.lastIndex = at;
  const [tag, name = '', attributes = '', slash] = startTag.exec(text) ?? fail(text, at);
  const end = at + tag.length;
  const place = { start: at, contentStart: end, contentEnd: end, end };
  return { name, attributes: attributesOf(attributes), children: [], ...place, isEmpty: slash === '/' };
}

/** The root element; null: there is none. SettingsError for what is no XML. Entities of a DTD are not known. */
export function readXml(text: string): XmlElement | null {
  const open: Open[] = [];
  let root: XmlElement | null = null;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const behind = skipOther(text, at);
    if (behind !== null) {
      at = behind;
      continue;
    }
    if (text.startsWith('</', at)) {
      const end = text.indexOf('>', at) + 1;
      const element = open.pop();
      if (element === undefined || end === 0 || text.slice(at + 2, end - 1).trim() !== element.name)
        return fail(text, at);
      element.contentEnd = at;
      element.end = end;
      at = end;
      continue;
    }
    const { isEmpty, ...element } = openElement(text, at);
    const parent = open.at(-1);
    if (parent !== undefined) parent.children.push(element);
    else if (root === null) root = element;
    else return fail(text, at);
    if (!isEmpty) open.push(element);
    at = element.contentStart;
  }
  return open.length > 0 ? fail(text, text.length) : root;
}

export const childOf = (element: XmlElement, name: string): XmlElement | null =>
  element.children.find((child) => child.name === name) ?? null;

export const xmlTextOf = (text: string, { contentStart, contentEnd }: XmlElement): string =>
  unescapeXml(text.slice(contentStart, contentEnd)).trim();
