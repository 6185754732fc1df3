/** What one check found. */
export interface Verdict {
  /** Empty: it passed. One line a problem. */
  readonly problems: readonly string[];
  /** A figure worth a word behind the name. */
  readonly note?: string;
}

export interface Check {
  readonly name: string;
  run(): Promise<Verdict>;
}

const ansi = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** The last lines of what a tool printed. */
export const lastLines = (output: string, count: number): string[] =>
  output.replaceAll(ansi, '').trimEnd().split('\n').slice(-count);
