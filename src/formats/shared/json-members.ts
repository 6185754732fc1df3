const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

const malformed = (at: number): SyntaxError => new SyntaxError(`The JSON is malformed at byte ${at}.`);

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

/** `at` is that of the opening quote; answers the position after the closing one. */
function skipString(bytes: Buffer, at: number): number {
  for (let end = bytes.indexOf(quote, at + 1); end !== -1; end = bytes.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  throw malformed(at);
}

function skipNested(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) at = skipString(bytes, at) - 1;
    else if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw malformed(from);
}

function skipScalar(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === comma || byte === closeBrace || byte === closeBracket || isSpace(byte)) break;
    at += 1;
  }
  if (at === from) throw malformed(from);
  return at;
}

/** The position after the value that begins at `at`. What is inside it is not checked. */
export function skipJsonValue(bytes: Buffer, at: number): number {
  const first = bytes[at];
  if (first === quote) return skipString(bytes, at);
  return first === openBrace || first === openBracket ? skipNested(bytes, at) : skipScalar(bytes, at);
}

export const isJsonObjectAt = (bytes: Buffer, at: number): boolean => bytes[at] === openBrace;

/** The value between two positions; SyntaxError when it is none. */
export const jsonValueIn = (bytes: Buffer, start: number, end: number): unknown =>
  JSON.parse(bytes.toString('utf8', start, end));

/** Where the document begins: after a byte order mark and space. */
export const jsonStart = (bytes: Buffer): number =>
  skipSpace(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);

/**
 * Goes over the members of the object that begins at `from`, without making it: `member` is told each key and where its
 * value begins, and answers where it ends. A key that occurs again is told again. Answers the position after the object.
 */
export function readJsonMembers(bytes: Buffer, from: number, member: (key: string, at: number) => number): number {
  if (!isJsonObjectAt(bytes, from)) throw malformed(from);
  let at = skipSpace(bytes, from + 1);
  if (bytes[at] === closeBrace) return at + 1;
  for (;;) {
    if (bytes[at] !== quote) throw malformed(at);
    const keyEnd = skipString(bytes, at);
    const key = jsonValueIn(bytes, at, keyEnd) as string;
    at = skipSpace(bytes, keyEnd);
    if (bytes[at] !== colon) throw malformed(at);
    at = skipSpace(bytes, member(key, skipSpace(bytes, at + 1)));
    if (bytes[at] === closeBrace) return at + 1;
    if (bytes[at] !== comma) throw malformed(at);
    at = skipSpace(bytes, at + 1);
  }
}
