/** A run of characters between two stars; where `any` is 1, whatever character is fine. */
interface Segment {
  readonly text: string;
  readonly any: Uint8Array | null;
}

/** What a pattern is made of: literal text, `*` or `?`. */
export type GlobPart = string | typeof star | typeof anyCharacter;

export const star = Symbol('*');
export const anyCharacter = Symbol('?');

/** Whether a text is what the pattern stands for. */
export type Glob = (text: string) => boolean;

function segmentOf(parts: readonly Exclude<GlobPart, typeof star>[]): Segment {
  const text = parts.map((part) => (part === anyCharacter ? '?' : part)).join('');
  if (!parts.includes(anyCharacter)) return { text, any: null };
  const any = new Uint8Array(text.length);
  let at = 0;
  for (const part of parts) {
    if (part === anyCharacter) any[at] = 1;
    at += part === anyCharacter ? 1 : part.length;
  }
  return { text, any };
}

function segmentsOf(parts: readonly GlobPart[]): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (let i = 0; i <= parts.length; i++) {
    if (i < parts.length && parts[i] !== star) continue;
    segments.push(segmentOf(parts.slice(from, i) as Exclude<GlobPart, typeof star>[]));
    from = i + 1;
  }
  return segments;
}

function isAt({ text: wanted, any }: Segment, text: string, at: number): boolean {
  if (any === null) return text.startsWith(wanted, at);
  if (at + wanted.length > text.length) return false;
  for (let i = 0; i < wanted.length; i++)
    if (any[i] === 0 && wanted.charCodeAt(i) !== text.charCodeAt(at + i)) return false;
  return true;
}

/** Where the segment begins at or after `at`; -1: nowhere. */
function find(segment: Segment, text: string, at: number): number {
  if (segment.any === null) return text.indexOf(segment.text, at);
  for (let i = at; i + segment.text.length <= text.length; i++) if (isAt(segment, text, i)) return i;
  return -1;
}

function matches(segments: readonly Segment[], first: Segment, last: Segment, text: string): boolean {
  const end = text.length - last.text.length;
  let at = first.text.length;
  if (at > end || !isAt(first, text, 0) || !isAt(last, text, end)) return false;
  for (let i = 1; i < segments.length - 1; i++) {
    const segment = segments[i] as Segment;
    const found = find(segment, text, at);
    if (found < 0) return false;
    at = found + segment.text.length;
  }
  return at <= end;
}

/**
 * Compiles an IAM pattern: `*` is any run of characters, `?` any one. What stands between two stars is looked for once,
 * from left to right: no pattern makes the search go back.
 */
export function compileGlob(parts: readonly GlobPart[]): Glob {
  const segments = segmentsOf(parts);
  const [first, last] = [segments[0] as Segment, segments.at(-1) as Segment];
  if (segments.length === 1) return (text) => text.length === first.text.length && isAt(first, text, 0);
  if (segments.length === 2 && first.text === '' && last.text === '') return () => true;
  return (text) => matches(segments, first, last, text);
}
