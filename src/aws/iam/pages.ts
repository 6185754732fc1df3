import { invalid } from '../../kernel/errors.ts';

/** The members of an input that asks for a page. */
export interface PageInput {
  readonly Marker: string | undefined;
  readonly MaxItems: number | undefined;
}

export interface Page<Item> {
  readonly items: Item[];
  readonly IsTruncated: boolean;
  readonly Marker: string | undefined;
}

const defaultItems = 100;

const encode = (key: string): string => Buffer.from(key, 'utf8').toString('base64url');

/** The key after which the page begins; null: at the beginning. */
const keyIn = ({ Marker }: PageInput): string | null => {
  if (Marker === undefined) return null;
  const key = Buffer.from(Marker, 'base64url').toString('utf8');
  if (encode(key) !== Marker) throw invalid(`The Marker '${Marker}' is not one that this server gave.`);
  return key;
};

/** A page of what `list` answers in the order of its keys; one more is asked for, to see whether there is more. */
export async function readPage<Item>(
  input: PageInput,
  list: (after: string | null, limit: number) => Promise<readonly Item[]>,
  keyOf: (item: Item) => string,
): Promise<Page<Item>> {
  const size = input.MaxItems ?? defaultItems;
  const found = await list(keyIn(input), size + 1);
  const items = found.slice(0, size);
  const last = items.at(-1);
  const isTruncated = found.length > size && last !== undefined;
  return { items, IsTruncated: isTruncated, Marker: isTruncated ? encode(keyOf(last)) : undefined };
}

/** A page of what is all there. */
export const pageOf = <Item>(
  input: PageInput,
  all: readonly Item[],
  keyOf: (item: Item) => string,
): Promise<Page<Item>> =>
  readPage(
    input,
    async (after, limit) =>
      all
        .filter((item) => after === null || keyOf(item) > after)
        .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
        .slice(0, limit),
    keyOf,
  );
