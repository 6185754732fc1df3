import { invalid } from '../kernel/errors.ts';
import { parseAddressRange } from './address-range.ts';
import { parseArnPattern } from './arn-pattern.ts';
import type { Context } from './context.ts';
import { parseInstant } from './instant.ts';
import { compilePattern, type Dialect, fillText, parsePattern, parseText } from './template.ts';

/** Whether a value of the request is as one value of the policy wants it. */
export type Compare = (actual: string, context: Context) => boolean;

/** Compiles one value of a condition. Validation, naming the place, for a value that the operator cannot take. */
export type Comparison = (wanted: string, place: string, dialect: Dialect) => Compare;

const sameText =
  (fold: (text: string) => string): Comparison =>
  (wanted, place, dialect) => {
    const template = parseText(wanted, place, dialect);
    if (template.every((part) => typeof part === 'string')) {
      const text = fold(template.join(''));
      return (actual) => fold(actual) === text;
    }
    return (actual, context) => {
      const text = fillText(template, context);
      return text !== null && fold(actual) === fold(text);
    };
  };

const like: Comparison = (wanted, place, dialect) => compilePattern(parsePattern(wanted, place, dialect));

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

const numberOf = (text: string): number | null => (text.length < 64 && decimal.test(text) ? Number(text) : null);

type Order = (actual: number, wanted: number) => boolean;

/** A value of the request that is no such thing is like none. */
const ordered =
  (read: (text: string) => number | null, what: string, order: Order): Comparison =>
  (text, place) => {
    const wanted = read(text);
    if (wanted === null) throw invalid(`${place}: '${text}' is not ${what}.`);
    return (actual) => {
      const value = read(actual);
      return value !== null && order(value, wanted);
    };
  };

const bool: Comparison = (wanted, place, dialect) => {
  if (!/^(?:true|false)$/i.test(wanted) && !wanted.includes('${')) throw invalid(`${place} must be 'true' or 'false'.`);
  return sameText((text) => text.toLowerCase())(wanted, place, dialect);
};

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

const binary: Comparison = (text, place) => {
  if (!base64.test(text)) throw invalid(`${place}: '${text}' is not base64.`);
  const wanted = Buffer.from(text, 'base64');
  return (actual) => base64.test(actual) && wanted.equals(Buffer.from(actual, 'base64'));
};

const exactly = sameText((text) => text);
const ignoringCase = sameText((text) => text.toLowerCase());

const orders: Readonly<Record<string, Order>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThan: (a, b) => a > b,
  GreaterThanEquals: (a, b) => a >= b,
};

export interface Operator {
  readonly compare: Comparison;
  readonly negated: boolean;
}

const plain = (compare: Comparison): Operator => ({ compare, negated: false });
const negated = (compare: Comparison): Operator => ({ compare, negated: true });

const family = (prefix: string, read: (text: string) => number | null, what: string): [string, Operator][] => [
  ...Object.entries(orders).map(([name, order]): [string, Operator] => [
    `${prefix}${name}`,
    plain(ordered(read, what, order)),
  ]),
  [`${prefix}NotEquals`, negated(ordered(read, what, orders['Equals'] as Order))],
];

/** Every operator that compares, by its name (IAM User Guide, "Condition operators"); `Null` only looks. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['StringEquals', plain(exactly)],
  ['StringNotEquals', negated(exactly)],
  ['StringEqualsIgnoreCase', plain(ignoringCase)],
  ['StringNotEqualsIgnoreCase', negated(ignoringCase)],
  ['StringLike', plain(like)],
  ['StringNotLike', negated(like)],
  ...family('Numeric', numberOf, 'a number'),
  ...family('Date', parseInstant, 'a date: 2026-01-31T12:00:00Z, 2026-01-31 or seconds since 1970'),
  ['Bool', plain(bool)],
  ['BinaryEquals', plain(binary)],
  ['IpAddress', plain(parseAddressRange)],
  ['NotIpAddress', negated(parseAddressRange)],
  ['ArnEquals', plain(parseArnPattern)],
  ['ArnLike', plain(parseArnPattern)],
  ['ArnNotEquals', negated(parseArnPattern)],
  ['ArnNotLike', negated(parseArnPattern)],
]);
