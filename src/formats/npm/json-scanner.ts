import { invalid } from '../../kernel/errors.ts';

/** Pieces of a JSON text in their order: what is kept as it is, and the inside of strings that are lifted out. */
export type JsonEvent =
  | { readonly kind: 'text'; readonly bytes: Buffer }
  | { readonly kind: 'begin'; readonly path: readonly string[] }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end' };

export interface JsonScanner {
  push(chunk: Buffer): Iterable<JsonEvent>;
  /** Validation when the text stopped in the middle. */
  end(): void;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, colon, comma, slash] =
  Buffer.from('"\\{}[]:,/');

const maxDepth = 200;
const maxKeyBytes = 1024;

const malformed = (why: string) => invalid(`The body is not valid JSON: ${why}.`, 'CANNOT_PARSE');

/** One container that is open: an object with the key that was read last, or an array. */
interface Level {
  readonly isObject: boolean;
  key: string;
  atKey: boolean;
}

type State = 'between' | 'key' | 'string' | 'lifted';
type Lifts = (path: readonly string[]) => boolean;

interface Scan {
  readonly lifts: Lifts;
  readonly levels: Level[];
  state: State;
  /** The byte before was a backslash that counts. */
  escaped: boolean;
  keyBytes: number[];
}

const pathOf = ({ levels }: Scan): string[] => levels.map(({ key }) => key);

const isLifted = (scan: Scan): boolean => scan.levels.every(({ isObject }) => isObject) && scan.lifts(pathOf(scan));

function openLevel({ levels }: Scan, isObject: boolean): void {
  if (levels.length === maxDepth) throw malformed(`it is nested deeper than ${maxDepth} levels`);
  levels.push({ isObject, key: '', atKey: isObject });
}

function closeLevel({ levels }: Scan, isObject: boolean): void {
  if (levels.pop()?.isObject !== isObject) throw malformed('its brackets do not match');
}

function structure(scan: Scan, byte: number): void {
  if (byte === openBrace || byte === openBracket) openLevel(scan, byte === openBrace);
  else if (byte === closeBrace || byte === closeBracket) closeLevel(scan, byte === closeBrace);
  else {
    const level = scan.levels.at(-1);
    if (level?.isObject && (byte === colon || byte === comma)) level.atKey = byte === comma;
  }
}

function endKey(scan: Scan): void {
  const level = scan.levels.at(-1);
  try {
    if (level !== undefined) level.key = JSON.parse(`"${Buffer.from(scan.keyBytes).toString('utf8')}"`) as string;
  } catch {
    throw malformed('a key is malformed');
  }
  scan.keyBytes = [];
  scan.state = 'between';
}

function keyByte(scan: Scan, byte: number): void {
  if (byte === quote && !scan.escaped) {
    endKey(scan);
    return;
  }
  scan.escaped = byte === backslash && !scan.escaped;
  if (scan.keyBytes.length === maxKeyBytes) throw malformed(`a key is longer than ${maxKeyBytes} bytes`);
  scan.keyBytes.push(byte);
}

/** Where the string that goes on at `from` ends in the chunk, or its length. */
function endOfString(scan: Scan, chunk: Buffer, from: number): number {
  for (let at = from; at < chunk.length; at++) {
    if (scan.escaped) scan.escaped = false;
    else if (chunk[at] === backslash) scan.escaped = true;
    else if (chunk[at] === quote) return at;
  }
  return chunk.length;
}

/** Base64 needs no escapes but that of '/', which JSON allows and some encoders use. */
function* unescaped(scan: Scan, piece: Buffer): Generator<JsonEvent> {
  let at = 0;
  while (at < piece.length) {
    if (scan.escaped && piece[at] !== slash) throw malformed('an attachment holds an escape that is no base64');
    const next = piece.indexOf('\\', at);
    const end = next < 0 ? piece.length : next;
    if (end > at) yield { kind: 'data', bytes: piece.subarray(at, end) };
    scan.escaped = next >= 0;
    at = end + 1;
  }
}

/** The inside of a lifted string; answers where its end stays, or the chunk's length. */
function* liftedFrom(scan: Scan, chunk: Buffer, from: number): Generator<JsonEvent, number> {
  const end = chunk.indexOf('"', from);
  yield* unescaped(scan, chunk.subarray(from, end < 0 ? chunk.length : end));
  if (end < 0) return chunk.length;
  if (scan.escaped) throw malformed('an attachment holds a quote');
  yield { kind: 'end' };
  scan.state = 'between';
  return end;
}

/** Takes one byte outside of a string value; answers whether a string begins that is lifted. */
function step(scan: Scan, byte: number): boolean {
  if (scan.state === 'key') keyByte(scan, byte);
  else if (byte !== quote) structure(scan, byte);
  else if (scan.levels.at(-1)?.atKey === true) scan.state = 'key';
  else scan.state = isLifted(scan) ? 'lifted' : 'string';
  return scan.state === 'lifted';
}

function* push(scan: Scan, chunk: Buffer): Generator<JsonEvent> {
  let keptFrom = 0;
  let at = 0;
  while (at < chunk.length) {
    if (scan.state === 'lifted') {
      keptFrom = yield* liftedFrom(scan, chunk, at);
      at = keptFrom + 1;
    } else if (scan.state === 'string') {
      const end = endOfString(scan, chunk, at);
      if (end < chunk.length) scan.state = 'between';
      at = end + 1;
    } else if (step(scan, chunk[at++] as number)) {
      yield { kind: 'text', bytes: chunk.subarray(keptFrom, at) };
      yield { kind: 'begin', path: pathOf(scan) };
      keptFrom = at;
    }
  }
  if (scan.state !== 'lifted' && keptFrom < chunk.length) yield { kind: 'text', bytes: chunk.subarray(keptFrom) };
}

/**
 * Finds the string values at the paths that `lifts` accepts without holding them, and leaves `""` in their place. Only so
 * much of the grammar is checked as that takes: the remaining text is to be parsed.
 */
export function jsonScanner(lifts: Lifts): JsonScanner {
  const scan: Scan = { lifts, levels: [], state: 'between', escaped: false, keyBytes: [] };
  return {
    push: (chunk) => push(scan, chunk),
    end() {
      if (scan.levels.length > 0 || scan.state !== 'between') throw malformed('it ends too early');
    },
  };
}
