import { invalid } from '../../kernel/errors.ts';
import { shapeNamed } from '../shapes.ts';
import type { Member, Shape } from './shape.ts';

const maxViolations = 10;

/** What is wrong, each with its place, in the words that AWS uses. */
type Violations = Generator<string, void>;

const must = (place: string, constraint: string): string =>
  `Value at '${place}' failed to satisfy constraint: Member must ${constraint}`;

type Of<T extends Shape['type']> = Extract<Shape, { type: T }>;

interface Range {
  readonly min?: number;
  readonly max?: number;
}

function* inRange(size: number, { min, max }: Range, place: string, what: string): Violations {
  if (min !== undefined && size < min) yield must(place, `have ${what} greater than or equal to ${min}`);
  if (max !== undefined && size > max) yield must(place, `have ${what} less than or equal to ${max}`);
}

const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};

function* checkString(value: unknown, shape: Of<'string'>, place: string): Violations {
  if (typeof value !== 'string') {
    yield must(place, 'be a string');
    return;
  }
  yield* inRange(codePoints(value), shape, place, 'length');
  if (!value.isWellFormed() || value.includes('\0')) yield must(place, 'be well-formed Unicode without U+0000');
  else if (shape.pattern !== undefined && !shape.pattern.test(value))
    yield must(place, `satisfy regular expression pattern: ${shape.pattern.source.slice(1, -1)}`);
}

function* checkEnum(value: unknown, { values }: Of<'enum'>, place: string): Violations {
  if (typeof value !== 'string' || !values.includes(value))
    yield must(place, `satisfy enum value set: [${values.join(', ')}]`);
}

function* checkInteger(value: unknown, shape: Of<'integer'>, place: string): Violations {
  if (typeof value === 'number' && Number.isSafeInteger(value)) yield* inRange(value, shape, place, 'value');
  else yield must(place, 'be an integer');
}

function* checkBoolean(value: unknown, place: string): Violations {
  if (typeof value !== 'boolean') yield must(place, 'be a boolean');
}

function* checkList(value: unknown, shape: Of<'list'>, place: string): Violations {
  if (!Array.isArray(value)) {
    yield must(place, 'be a list');
    return;
  }
  yield* inRange(value.length, shape, place, 'length');
  const item = shapeNamed(shape.of);
  for (const [index, element] of value.entries()) yield* checkValue(element, item, `${place}.${index + 1}.member`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function* checkMap(value: unknown, shape: Of<'map'>, place: string): Violations {
  if (!isObject(value)) {
    yield must(place, 'be an object');
    return;
  }
  for (const [key, element] of Object.entries(value)) {
    yield* checkValue(key, shapeNamed(shape.key), `${place}.key`);
    yield* checkValue(element, shapeNamed(shape.value), `${place}.value`);
  }
}

/** JSON null stands for an absent member. */
function* checkMembers(
  value: Readonly<Record<string, unknown>>,
  members: readonly Member[],
  prefix: string,
): Violations {
  for (const { name, shape, required } of members) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member !== undefined && member !== null) yield* checkValue(member, shapeNamed(shape), `${prefix}${name}`);
    else if (required) yield must(`${prefix}${name}`, 'not be null');
  }
}

function* checkStructure(value: unknown, { members }: Of<'structure'>, place: string): Violations {
  if (!isObject(value)) {
    yield must(place, 'be an object');
    return;
  }
  const known = new Set(members.map(({ name }) => name));
  for (const name of Object.keys(value))
    if (!known.has(name)) yield must(place, `not have the unknown member '${name.slice(0, 100)}'`);
  yield* checkMembers(value, members, `${place}.`);
}

function* nothing(): Violations {}

function checkValue(value: unknown, shape: Shape, place: string): Violations {
  switch (shape.type) {
    case 'string':
      return checkString(value, shape, place);
    case 'enum':
      return checkEnum(value, shape, place);
    case 'integer':
      return checkInteger(value, shape, place);
    case 'boolean':
      return checkBoolean(value, place);
    case 'list':
      return checkList(value, shape, place);
    case 'map':
      return checkMap(value, shape, place);
    case 'structure':
      return checkStructure(value, shape, place);
    case 'blob':
      return nothing();
  }
}

/** Validation that names every member which does not satisfy the model (the first ten). */
export function validateInput(input: Readonly<Record<string, unknown>>, members: readonly Member[]): void {
  const violations = [...checkMembers(input, members, '').take(maxViolations)];
  if (violations.length === 0) return;
  const errors = violations.length === 1 ? 'validation error' : 'validation errors';
  throw invalid(`${violations.length} ${errors} detected: ${violations.join('; ')}`);
}
