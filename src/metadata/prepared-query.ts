import { type CompiledQuery, type DialectAdapter, type Expression, ValueNode } from 'kysely';
import { runnerOf } from './run-at-once.ts';
import type { Db } from './schema.ts';

type Scalar = string | number | Uint8Array | null;

type Placeholder<T> = [T] extends [Scalar]
  ? Expression<T>
  : T extends readonly (infer Each)[]
    ? readonly Placeholder<Each>[]
    : Placeholders<T>;

/** What a query is built from in place of its arguments; a list is as long as the one that it stands for. */
export type Placeholders<Args> = { readonly [K in keyof Args]: Placeholder<Args[K]> };

/** Stands in the compiled query where a value goes, and takes that from the arguments. No value is a function. */
type Reading = (args: unknown) => unknown;

const isScalar = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || value instanceof Uint8Array;

function placeholderOf(value: unknown, reading: Reading): unknown {
  if (isScalar(value)) return { expressionType: undefined, toOperationNode: () => ValueNode.create(reading) };
  const at =
    (key: PropertyKey): Reading =>
    (args) =>
      (reading(args) as Record<PropertyKey, unknown>)[key];
  if (Array.isArray(value)) return value.map((each, i) => placeholderOf(each, at(i)));
  return Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, placeholderOf(each, at(key))]));
}

/** Arguments whose lists are as long as another's are bound to the same SQL. */
function shapeOf(args: object): string {
  let shape = '';
  for (const key in args) {
    const value: unknown = args[key as keyof object];
    if (Array.isArray(value)) shape += `${value.length},`;
  }
  return shape;
}

/** What one query keeps for a dialect: it is built again for lists of ever more lengths, and for very long ones. */
const maxShapes = 64;
const maxParameters = 256;

export interface PreparedQuery<Args, Row> {
  all(db: Db, args: Args): Promise<Row[]>;
  first(db: Db, args: Args): Promise<Row | undefined>;
  /** For a query that always has a row: throws without. */
  one(db: Db, args: Args): Promise<Row>;
}

/**
 * A query that is built and compiled once and bound to the arguments of each call: to build it costs more than what SQLite
 * takes to answer it. `build` sees placeholders, never values, so the SQL cannot depend on these. The query runs on the
 * connection or in the transaction of the `db` that it is given.
 */
export function prepareQuery<Args extends object, Row>(
  build: (db: Db, args: Placeholders<Args>) => { compile(db: Db): CompiledQuery<Row> },
): PreparedQuery<Args, Row> {
  const kept = new WeakMap<DialectAdapter, Map<string, CompiledQuery<Row>>>();
  const compiledFor = (db: Db, args: Args): CompiledQuery<Row> => {
    // One of its kind for all connections and transactions of a database.
    const { adapter } = db.getExecutor();
    const shapes = kept.get(adapter) ?? new Map<string, CompiledQuery<Row>>();
    kept.set(adapter, shapes);
    const shape = shapeOf(args);
    const known = shapes.get(shape);
    if (known !== undefined) return known;
    const placeholders = placeholderOf(args, (given) => given) as Placeholders<Args>;
    const compiled = build(db, placeholders).compile(db);
    if (shapes.size < maxShapes && compiled.parameters.length <= maxParameters) shapes.set(shape, compiled);
    return compiled;
  };
  const all = async (db: Db, args: Args): Promise<Row[]> => {
    const { query, queryId, sql, parameters } = compiledFor(db, args);
    const values = parameters.map((value) => (typeof value === 'function' ? value(args) : value));
    const run = runnerOf(db);
    if (run !== undefined) return run(sql, values) as Row[];
    return (await db.executeQuery<Row>({ query, queryId, sql, parameters: values })).rows;
  };
  return {
    all,
    first: async (db, args) => (await all(db, args))[0],
    async one(db, args) {
      const [row] = await all(db, args);
      if (row === undefined) throw new Error('a query that always has a row had none');
      return row;
    },
  };
}
