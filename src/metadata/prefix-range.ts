/** The end, not included, of the texts that begin with `prefix`: U+10FFFF is no character, so no name holds it. */
export const afterPrefix = (prefix: string): string => `${prefix}\u{10ffff}`;
