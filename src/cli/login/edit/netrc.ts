import { closeLine, lineEndOf } from './lines.ts';

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Words without comments and macros. A macro goes to the next empty line. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /#[^\n]*|[^\s#]\S*/g;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const [word] = found;
    if (word.startsWith('#')) continue;
    if (word === 'macdef') {
      const blank = /\n[ \t]*\r?\n/g;
      blank.lastIndex = found.index;
      pattern.lastIndex = blank.exec(text) === null ? text.length : blank.lastIndex;
    }
    tokens.push({ text: word, start: found.index, end: found.index + word.length });
  }
  return tokens;
}

/** Sets the entry of a machine in a `.netrc`: in its place, or before `default`, which has to come last. */
export function setNetrc(text: string, machine: string, login: string, password: string): string {
  const line = `machine ${machine} login ${login} password ${password}`;
  const tokens = tokensOf(text);
  const heads = tokens.flatMap(({ text: word }, index) => {
    const before = tokens[index - 1]?.text;
    // The word behind one of these is its value, whatever it is.
    const isValue = before !== undefined && ['machine', 'login', 'password', 'account'].includes(before);
    return !isValue && ['machine', 'default', 'macdef'].includes(word) ? [index] : [];
  });
  const own = heads.find((index) => tokens[index]?.text === 'machine' && tokens[index + 1]?.text === machine);
  if (own !== undefined) {
    const next = heads.find((index) => index > own) ?? tokens.length;
    const [start, end] = [tokens[own]?.start ?? 0, tokens[next - 1]?.end ?? text.length];
    return `${text.slice(0, start)}${line}${text.slice(end)}`;
  }
  const last = heads.map((index) => tokens[index]).find((token) => token?.text === 'default');
  if (last === undefined) return `${closeLine(text)}${line}${lineEndOf(text)}`;
  return `${text.slice(0, last.start)}${line}${lineEndOf(text)}${text.slice(last.start)}`;
}
