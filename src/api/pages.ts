import { createHash } from 'node:crypto';
import { invalid } from '../kernel/errors.ts';

/** Where a page ends: what a key-set query goes on from. */
export type Cursor = readonly string[];

export interface PageInput {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

export interface PageOptions {
  /** All that decides what is listed, the operation's name included: a token is good for the same question alone. */
  readonly query: readonly unknown[];
  readonly input: PageInput;
  readonly defaultSize: number;
}

export interface OpenPage {
  /** null: the first page. */
  readonly after: Cursor | null;
  /** Ask for so many rows: one more than the page holds tells whether there is another page. */
  readonly limit: number;
  /**
   * The rows of the page, and the token of the next if there is one. `stoppedAt` is where the search for rows was given up
   * for this page: there may be more, however few there are.
   */
  close<Row>(
    rows: readonly Row[],
    cursorOf: (row: Row) => Cursor,
    stoppedAt?: Cursor | null,
  ): { rows: readonly Row[]; nextToken?: string };
}

const badToken = () => invalid('nextToken is not one that this list gave out. Leave it out to begin again.');

function parseToken(token: string, digest: string): Cursor {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw badToken();
  }
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) throw badToken();
  const [given, ...cursor] = parts;
  if (given !== digest) throw badToken();
  return cursor;
}

/** Key-set paging with opaque tokens. Validation for a token of another question. */
export function openPage({ query, input: { maxResults, nextToken }, defaultSize }: PageOptions): OpenPage {
  const digest = createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 16);
  const size = maxResults ?? defaultSize;
  return {
    after: nextToken === undefined ? null : parseToken(nextToken, digest),
    limit: size + 1,
    close(rows, cursorOf, stoppedAt = null) {
      const shown = rows.slice(0, size);
      const last = shown.at(-1);
      const cursor = rows.length > size && last !== undefined ? cursorOf(last) : stoppedAt;
      if (cursor === null) return { rows: shown };
      return { rows: shown, nextToken: Buffer.from(JSON.stringify([digest, ...cursor])).toString('base64url') };
    },
  };
}

/** One part of a cursor as text; Validation when it is not there. */
export function textAt(cursor: Cursor, index: number): string {
  const part = cursor[index];
  if (part === undefined || part.includes('\0')) throw badToken();
  return part;
}

export function numberAt(cursor: Cursor, index: number): number {
  const number = Number(textAt(cursor, index));
  if (!Number.isSafeInteger(number)) throw badToken();
  return number;
}
