import { insertLines, lineEndOf, linesOf } from './lines.ts';

/** Java: an odd number of backslashes at its end joins a line to the next. */
const goesOn = (line: string): boolean => (/(\\*)\r?\n?$/.exec(line)?.[1]?.length ?? 0) % 2 === 1;

const keyOf = (line: string): string => /^\s*((?:[^\s=:\\]|\\.)*)/.exec(line)?.[1] ?? '';

/** Sets one property (java.util.Properties) whose key and value need no escapes, in its place or at the end. */
export function setProperty(text: string, key: string, value: string): string {
  const lines = linesOf(text);
  const kept: string[] = [];
  let at: number | null = null;
  for (let index = 0; index < lines.length; index++) {
    const start = index;
    const isComment = /^\s*[#!]/.test(lines[index] ?? '');
    while (!isComment && goesOn(lines[index] ?? '') && index + 1 < lines.length) index++;
    if (!isComment && keyOf(lines[start] ?? '') === key) at ??= kept.length;
    else kept.push(...lines.slice(start, index + 1));
  }
  return insertLines(kept, at ?? kept.length, [`${key}=${value}`], lineEndOf(text)).join('');
}
