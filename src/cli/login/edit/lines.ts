/** The lines with their ends. */
export const linesOf = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)/));

/** What ends the lines of this text; a new one gets LF. */
export const lineEndOf = (text: string): '\n' | '\r\n' => (text.includes('\r\n') ? '\r\n' : '\n');

/** With a line end behind its last line. */
export const closeLine = (text: string): string =>
  text === '' || text.endsWith('\n') ? text : `${text}${lineEndOf(text)}`;

/** Puts lines (without ends) in at an index. The line before it gets an end if it has none. */
export function insertLines(lines: readonly string[], at: number, added: readonly string[], end: string): string[] {
  const before = lines.slice(0, at);
  const last = before.pop();
  if (last !== undefined) before.push(last.endsWith('\n') ? last : `${last}${end}`);
  return [...before, ...added.map((line) => `${line}${end}`), ...lines.slice(at)];
}
