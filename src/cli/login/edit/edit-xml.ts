import { lineEndOf } from './lines.ts';
import { childOf, readXml, type XmlElement } from './xml.ts';

/** What stands before the first thing on the line of a position. */
function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

function reindent(lines: readonly string[], indent: string, end: string): string {
  return lines.map((line) => `${indent}${line}`).join(end);
}

/** Puts lines in as the last child of an element, which may be an empty one. */
function appendChild(text: string, parent: XmlElement, lines: readonly string[]): string {
  const end = lineEndOf(text);
  const outer = indentAt(text, parent.start);
  const added = reindent(lines, `${outer}  `, end);
  if (parent.contentStart === parent.end) {
    const tag = text.slice(parent.start, parent.end).replace(/\s*\/>$/, '>');
    return `${text.slice(0, parent.start)}${tag}${end}${added}${end}${outer}</${parent.name}>${text.slice(parent.end)}`;
  }
  const before = text.slice(0, parent.contentEnd).trimEnd();
  return `${before}${end}${added}${end}${outer}${text.slice(parent.contentEnd)}`;
}

export interface XmlChild {
  /** Names of elements from below the root to the parent; those that are missing are made. */
  readonly path: readonly string[];
  /** The new child, without indentation but its own. */
  readonly lines: readonly string[];
  /** Whether an element that is there stands for the same. */
  isOwn(element: XmlElement, text: string): boolean;
}

/** Sets a child in the place of its older self, or at the end of its parent. `skeleton` is the text of an empty file. */
export function setXmlChild(original: string, skeleton: string, { path, lines, isOwn }: XmlChild): string {
  let text = readXml(original) === null ? `${original}${skeleton}` : original;
  const parentOf = (depth: number): XmlElement | null =>
    path.slice(0, depth).reduce<XmlElement | null>((at, name) => at && childOf(at, name), readXml(text));
  for (const [depth, name] of path.entries()) {
    const parent = parentOf(depth);
    if (parent !== null && childOf(parent, name) === null)
      text = appendChild(text, parent, [`<${name}>`, `</${name}>`]);
  }
  const parent = parentOf(path.length);
  if (parent === null) return text;
  const own = parent.children.find((child) => isOwn(child, text));
  if (own === undefined) return appendChild(text, parent, lines);
  const [first = '', ...rest] = lines;
  const end = lineEndOf(text);
  const indent = indentAt(text, own.start);
  const added = [first, ...rest.map((line) => `${indent}${line}`)].join(end);
  return `${text.slice(0, own.start)}${added}${text.slice(own.end)}`;
}
