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

/**
 * Finds the string values at the paths that `lifts` accepts without holding them, and leaves `""` in their place. Only so
 * much of the grammar is checked as that takes: the remaining text is to be parsed.
 */
export function jsonScanner(lifts: (path: readonly string[]) => boolean): JsonScanner {
  const levels: Level[] = [];
  let state: State = 'between';
  let escaped = false;
  let keyBytes: number[] = [];

  const path = (): string[] => levels.map(({ key }) => key);
  const isLifted = (): boolean => levels.every(({ isObject }) => isObject) && lifts(path());

  function open(isObject: boolean): void {
    if (levels.length === maxDepth) throw malformed(`it is nested deeper than ${maxDepth} levels`);
    levels.push({ isObject, key: '', atKey: isObject });
  }

  function close(isObject: boolean): void {
    if (levels.pop()?.isObject !== isObject) throw malformed('its brackets do not match');
  }

  function structure(byte: number): void {
    if (byte === openBrace || byte === openBracket) open(byte === openBrace);
    else if (byte === closeBrace || byte === closeBracket) close(byte === closeBrace);
    else {
      const level = levels.at(-1);
      if (level?.isObject && (byte === colon || byte === comma)) level.atKey = byte === comma;
    }
  }

  function endKey(): void {
    const level = levels.at(-1);
    try {
      if (level !== undefined) level.key = JSON.parse(`"${Buffer.from(keyBytes).toString('utf8')}"`) as string;
    } catch {
      throw malformed('a key is malformed');
    }
    keyBytes = [];
    state = 'between';
  }

  function keyByte(byte: number): void {
    if (byte === quote && !escaped) {
      endKey();
      return;
    }
    escaped = byte === backslash && !escaped;
    if (keyBytes.length === maxKeyBytes) throw malformed(`a key is longer than ${maxKeyBytes} bytes`);
    keyBytes.push(byte);
  }

  /** Where the string that goes on at `from` ends in the chunk, or its length. */
  function endOfString(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      if (escaped) escaped = false;
      else if (chunk[at] === backslash) escaped = true;
      else if (chunk[at] === quote) return at;
    }
    return chunk.length;
  }

  function* liftedFrom(chunk: Buffer, from: number): Generator<JsonEvent, number> {
    let at = from;
    for (;;) {
      const end = chunk.indexOf('"', at);
      const piece = chunk.subarray(at, end < 0 ? chunk.length : end);
      yield* unescaped(piece);
      if (end < 0) return chunk.length;
      at = end;
      if (escaped) throw malformed('an attachment holds a quote');
      yield { kind: 'end' };
      state = 'between';
      return at;
    }
  }

  /** Base64 needs no escapes but that of '/', which JSON allows and some encoders use. */
  function* unescaped(piece: Buffer): Generator<JsonEvent> {
    let at = 0;
    while (at < piece.length) {
      if (escaped) {
        if (piece[at] !== slash) throw malformed('an attachment holds an escape that is no base64');
        escaped = false;
      }
      const next = piece.indexOf('\\', at);
      const end = next < 0 ? piece.length : next;
      if (end > at) yield { kind: 'data', bytes: piece.subarray(at, end) };
      escaped = next >= 0;
      at = end + (next >= 0 ? 1 : 0);
    }
  }

  /** Takes one byte outside of a value; answers whether a string begins that is lifted. */
  function step(byte: number): boolean {
    if (state === 'key') keyByte(byte);
    else if (byte !== quote) structure(byte);
    else if (levels.at(-1)?.atKey === true) state = 'key';
    else if (isLifted()) state = 'lifted';
    else state = 'string';
    return state === 'lifted';
  }

  function* push(chunk: Buffer): Generator<JsonEvent> {
    let keptFrom = 0;
    let at = 0;
    while (at < chunk.length) {
      if (state === 'lifted') {
        keptFrom = yield* liftedFrom(chunk, at);
        at = keptFrom + 1;
      } else if (state === 'string') {
        const end = endOfString(chunk, at);
        if (end < chunk.length) state = 'between';
        at = end + 1;
      } else if (step(chunk[at++] as number)) {
        yield { kind: 'text', bytes: chunk.subarray(keptFrom, at) };
        yield { kind: 'begin', path: path() };
        keptFrom = at;
      }
    }
    if (state !== 'lifted' && keptFrom < chunk.length) yield { kind: 'text', bytes: chunk.subarray(keptFrom) };
  }

  return {
    push,
    end() {
      if (levels.length > 0 || state !== 'between') throw malformed('it ends too early');
    },
  };
}
