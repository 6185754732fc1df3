import { invalid } from '../kernel/errors.ts';
import { type Compare, type Operator, operators } from './comparisons.ts';
import type { Context, ContextValue } from './context.ts';
import { type Dialect, parseText, variablesOf } from './template.ts';

/** One line of a Condition: an operator, a key, and the values of which one has to fit. */
export interface Condition {
  holds(context: Context): boolean;
  /** Every key that it reads, in lower case. */
  readonly keys: readonly string[];
}

type Quantifier = 'ForAllValues' | 'ForAnyValue' | null;

interface OperatorName {
  readonly quantifier: Quantifier;
  readonly base: string;
  readonly ifExists: boolean;
}

const ifExists = 'IfExists';

function parseName(name: string): OperatorName {
  const colon = name.indexOf(':');
  const prefix = name.slice(0, Math.max(colon, 0));
  const quantifier = prefix === 'ForAllValues' || prefix === 'ForAnyValue' ? prefix : null;
  const rest = quantifier === null ? name : name.slice(colon + 1);
  return rest.endsWith(ifExists)
    ? { quantifier, base: rest.slice(0, -ifExists.length), ifExists: true }
    : { quantifier, base: rest, ifExists: false };
}

const listOf = (value: ContextValue | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** What an operator says of a key that the request does not have (IAM User Guide, "Condition operators"). */
function whenAbsent({ quantifier, ifExists: may }: OperatorName, { negated }: Operator): boolean {
  if (may) return true;
  return quantifier === null ? negated : quantifier === 'ForAllValues';
}

/** The values of a set are judged one by one; without a quantifier a negated operator wants that no value fits. */
function judge(quantifier: Quantifier, negated: boolean, fits: (actual: string) => boolean, actual: readonly string[]) {
  if (quantifier === 'ForAllValues') return actual.every((value) => fits(value) !== negated);
  if (quantifier === 'ForAnyValue') return actual.some((value) => fits(value) !== negated);
  return actual.some(fits) !== negated;
}

/** "An empty data set (for example, an empty string)" counts as no value for the set operators. */
const isEmptySet = (quantifier: Quantifier, actual: readonly string[]): boolean =>
  actual.length === 0 || (quantifier !== null && actual.length === 1 && actual[0] === '');

function compileNull(key: string, values: readonly string[], place: string): Condition {
  const wanted = values.map((value) => value.toLowerCase());
  if (wanted.some((value) => value !== 'true' && value !== 'false'))
    throw invalid(`${place} must be 'true' (the key is absent) or 'false'.`);
  return { keys: [key], holds: (context) => wanted.includes(String(listOf(context(key)).length === 0)) };
}

function compile(name: OperatorName, operator: Operator, key: string, tests: readonly Compare[]): Condition['holds'] {
  const absent = whenAbsent(name, operator);
  return (context) => {
    const actual = listOf(context(key));
    if (isEmptySet(name.quantifier, actual)) return absent;
    const fits = (value: string): boolean => tests.some((test) => test(value, context));
    return judge(name.quantifier, operator.negated, fits, actual);
  };
}

function keysOf(values: readonly string[], place: string, dialect: Dialect): string[] {
  return values.flatMap((value) => variablesOf(parseText(value, place, dialect)).map((variable) => variable.key));
}

/** Operators whose values may hold variables (IAM User Guide, "Where you can use policy variables"). */
const takesVariables = /^(?:String|Arn|Bool)/;

/** Compiles one operator with one key. Validation, naming the place, for what does not exist or cannot be compared. */
export function parseCondition(
  operatorName: string,
  keyName: string,
  values: readonly string[],
  place: string,
  dialect: Dialect,
): Condition {
  const name = parseName(operatorName);
  const key = keyName.toLowerCase();
  if (name.base === 'Null') {
    if (name.ifExists) throw invalid(`${place}: Null and IfExists do not go together.`);
    return compileNull(key, values, place);
  }
  const operator = operators.get(name.base);
  if (operator === undefined) throw invalid(`${place}: there is no condition operator '${operatorName}'.`);
  const tests = values.map((value) => operator.compare(value, place, dialect));
  const variables = takesVariables.test(name.base) ? keysOf(values, place, dialect) : [];
  return { keys: [key, ...variables], holds: compile(name, operator, key, tests) };
}
