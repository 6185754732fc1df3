import { invalid } from '../kernel/errors.ts';
import { findPattern } from '../metadata/list-package-groups.ts';
import type { StoredGroup } from '../metadata/package-groups.ts';
import type { OperationScope } from './operation.ts';
import { type Cursor, numberAt, textAt } from './pages.ts';

/** A token has at most 2000 characters, which the longest patterns would exceed: the id stands for those. */
const longestPattern = 1300;

export const groupCursor = ({ id, text }: StoredGroup): Cursor =>
  Buffer.byteLength(text) <= longestPattern ? [text] : [String(id)];

/** The pattern that the last page ended with. */
export async function patternOfCursor(cursor: Cursor, { deps }: OperationScope, domainId: number): Promise<string> {
  const text = textAt(cursor, 0);
  if (text.startsWith('/')) return text;
  const pattern = await findPattern(deps.database.reader, domainId, numberAt(cursor, 0));
  if (pattern === null) throw invalid('The group that the last page ended with is gone. List from the beginning.');
  return pattern;
}
