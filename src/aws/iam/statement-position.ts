/** Line and column, both from 1. */
export interface TextPosition {
  readonly Line: number;
  readonly Column: number;
}

export interface TextRange {
  readonly StartPosition: TextPosition;
  readonly EndPosition: TextPosition;
}

/** The index after the string that begins at `at`. */
function afterString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

/** The index after the value that begins at `at`: to the bracket that closes it, or to the end of a plain value. */
function afterValue(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; ) {
    const char = text[i] ?? '';
    if (char === '"') i = afterString(text, i);
    else i += 1;
    if ('{['.includes(char)) depth += 1;
    else if ('}]'.includes(char)) depth -= 1;
    if (depth <= 0 && ('}]"'.includes(char) || ',:'.includes(text[i] ?? ',') || /\s/.test(text[i] ?? ' '))) return i;
  }
  return text.length;
}

const skip = (text: string, at: number, chars: RegExp): number => {
  let i = at;
  while (i < text.length && chars.test(text[i] ?? '')) i++;
  return i;
};

/** Where the value of the member begins, in the text of a JSON object. */
function findMember(text: string, name: string): number {
  for (let i = skip(text, 0, /[\s{]/); i < text.length; ) {
    const keyEnd = afterString(text, i);
    const key: unknown = JSON.parse(text.slice(i, keyEnd));
    const value = skip(text, keyEnd, /[\s:]/);
    if (key === name) return value;
    i = skip(text, afterValue(text, value), /[\s,}]/);
  }
  return text.length;
}

function positionOf(text: string, index: number): TextPosition {
  const lines = text.slice(0, index).split('\n');
  return { Line: lines.length, Column: (lines.at(-1) ?? '').length + 1 };
}

/** Where the statement of that number is in the text of a policy that was accepted. */
export function statementRange(document: string, statementIndex: number): TextRange {
  let start = findMember(document, 'Statement');
  if (document[start] === '[') {
    start = skip(document, start + 1, /\s/);
    for (let n = 0; n < statementIndex; n++) start = skip(document, afterValue(document, start), /[\s,]/);
  }
  return {
    StartPosition: positionOf(document, start),
    EndPosition: positionOf(document, afterValue(document, start)),
  };
}
