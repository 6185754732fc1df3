import { invalid } from '../../kernel/errors.ts';
import type { QueryValue } from './parameters.ts';

/** Reads one member of an input. Validation, naming the member, for what the service would refuse. */
export type Reader<T> = (value: QueryValue | undefined, name: string) => T;

const refuse = (name: string, value: string, rule: string) =>
  invalid(`1 validation error detected: Value ${value} at '${name}' failed to satisfy constraint: Member must ${rule}`);

/** What is quoted of a value that is refused. */
const maxQuoted = 200;

const quoted = (text: string): string => `'${text.length > maxQuoted ? `${text.slice(0, maxQuoted)}…` : text}'`;

function required(value: QueryValue | undefined, name: string): string {
  if (value === undefined) throw refuse(name, 'null', 'not be null');
  if (typeof value !== 'string') throw invalid(`The parameter '${name}' must be one value.`);
  return value;
}

export interface TextRule {
  readonly min?: number;
  readonly max?: number;
  /** Of the whole text. */
  readonly pattern?: RegExp;
  /** How the service writes the pattern. */
  readonly shown?: string;
}

export const text =
  ({ min = 0, max = Number.POSITIVE_INFINITY, pattern, shown }: TextRule = {}): Reader<string> =>
  (value, name) => {
    const read = required(value, name);
    const length = read.length;
    if (length < min) throw refuse(name, quoted(read), `have length greater than or equal to ${min}`);
    if (length > max) throw refuse(name, quoted(read), `have length less than or equal to ${max}`);
    if (pattern !== undefined && !pattern.test(read))
      throw refuse(name, quoted(read), `satisfy regular expression pattern: ${shown ?? pattern.source}`);
    return read;
  };

export const optional =
  <T>(reader: Reader<T>): Reader<T | undefined> =>
  (value, name) =>
    value === undefined ? undefined : reader(value, name);

export const integer =
  (min: number, max: number): Reader<number> =>
  (value, name) => {
    const read = required(value, name);
    if (!/^-?\d{1,10}$/.test(read))
      throw invalid(`The parameter '${name}' must be a whole number, not ${quoted(read)}.`);
    const number = Number(read);
    if (number < min) throw refuse(name, quoted(read), `have value greater than or equal to ${min}`);
    if (number > max) throw refuse(name, quoted(read), `have value less than or equal to ${max}`);
    return number;
  };

export const choice =
  <T extends string>(...values: readonly T[]): Reader<T> =>
  (value, name) => {
    const read = required(value, name);
    const found = values.find((known) => known === read);
    if (found === undefined) throw refuse(name, quoted(read), `satisfy enum value set: [${values.join(', ')}]`);
    return found;
  };

export const boolean: Reader<boolean> = (value, name) => choice('true', 'false')(value, name) === 'true';

/** `Name.member.N`, in the order of the numbers; an empty list is sent as an empty value. */
export const listOf =
  <T>(reader: Reader<T>, max = Number.POSITIVE_INFINITY): Reader<T[]> =>
  (value, name) => {
    if (value === undefined) throw refuse(name, 'null', 'not be null');
    if (value === '') return [];
    const members = typeof value === 'string' ? undefined : value.members.get('member');
    if (members === undefined || typeof members === 'string')
      throw invalid(`The parameter '${name}' must be a list: ${name}.member.1, ${name}.member.2 and so on.`);
    const numbered = [...members.members].map(([index, item]) => ({ index: Number(index), item }));
    if (numbered.some(({ index }) => !Number.isSafeInteger(index)))
      throw invalid(`The parameter '${name}' has a member whose place is not a number.`);
    if (numbered.length > max)
      throw refuse(name, `of ${numbered.length} items`, `have length less than or equal to ${max}`);
    return numbered
      .toSorted((a, b) => a.index - b.index)
      .map(({ index, item }) => reader(item, `${name}.${index}.member`));
  };

type Readers = Readonly<Record<string, Reader<unknown>>>;
type Read<Members extends Readers> = { readonly [Name in keyof Members]: ReturnType<Members[Name]> };

/** Messages of AWS spell members with a small letter first. */
const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** Reads the whole input of an action. */
export interface InputReader<Input> {
  read(values: ReadonlyMap<string, QueryValue>): Input;
}

function readMembers<Members extends Readers>(
  readers: Members,
  values: ReadonlyMap<string, QueryValue>,
  prefix: string,
): Read<Members> {
  const read = Object.entries(readers).map(([name, reader]) => [
    name,
    reader(values.get(name), `${prefix}${lowerFirst(name)}`),
  ]);
  return Object.fromEntries(read) as Read<Members>;
}

/** The members of an input; what it does not know is ignored, as the services do. */
export const members = <Members extends Readers>(readers: Members): InputReader<Read<Members>> => ({
  read: (values) => readMembers(readers, values, ''),
});

export const structure =
  <Members extends Readers>(readers: Members): Reader<Read<Members>> =>
  (value, name) => {
    if (value === undefined) throw refuse(name, 'null', 'not be null');
    if (typeof value === 'string') throw invalid(`The parameter '${name}' must have members.`);
    return readMembers(readers, value.members, `${name}.`);
  };
