import type { ModelledShape, ServiceModel } from './service-model.ts';

/** A value at the edge of what a shape allows, or one step over it. */
export interface BoundaryValue {
  /** Which edge, for people. */
  readonly edge: string;
  readonly value: unknown;
  /** Where in the value the violation is, as the server spells places below the member; null: there is none. */
  readonly violatesAt: string | null;
}

/** For each pattern of the model, texts that break it and nothing else; each is made long enough. */
const breaking: Readonly<Record<string, readonly string[]>> = {
  '[0-9]{12}': ['11112222333a'],
  '[0-9a-f]+': [`${'a'.repeat(63)}A`, `${'a'.repeat(63)}g`],
  '[a-z][a-z0-9\\-]{0,48}[a-z0-9]': ['Aa', '1a', '-a', 'a-', 'a_a', 'a.a', 'a a', 'é-e', 'aa\n'],
  '[A-Za-z0-9][A-Za-z0-9._\\-]{1,99}': ['.a', '-a', 'a/a', 'a:a', 'a a', 'aé'],
  '[A-Za-z0-9][A-Za-z0-9._\\-:]{1,99}': [':a', '.a', 'a/a', 'a a'],
  '[^#/\\s]+': ['a#a', 'a/a', 'a a', 'a\ta', 'a\u00a0a'],
  '[^\\p{C}\\p{IsWhitespace}]+': ['/a a', '/a\u0001', '/a\u200b'],
  '\\P{C}+': ['a\u0001', 'a\u007f', 'a\u200b'],
  '\\P{C}*': ['a\u0001', 'a\n', 'a\u200b'],
  '\\S+': ['a a', ' aa', 'aa\n'],
  '[\\P{C}\\s]+': ['{\u0001}', '{\u200b}'],
};

const filler = (shape: ModelledShape): string => (shape.pattern?.startsWith('[0-9]{') === true ? '1' : 'a');

const fine = (edge: string, value: unknown): BoundaryValue => ({ edge, value, violatesAt: null });
const wrong = (edge: string, value: unknown, violatesAt = ''): BoundaryValue => ({ edge, value, violatesAt });

function textEdges(shape: ModelledShape): BoundaryValue[] {
  const { min = 0, max, pattern } = shape;
  const ofLength = (length: number): string => filler(shape).repeat(length);
  const edges: BoundaryValue[] = [];
  if (min > 0) edges.push(fine(`${min} long`, ofLength(min)), wrong(`${min - 1} long`, ofLength(min - 1)));
  if (max !== undefined) edges.push(fine(`${max} long`, ofLength(max)), wrong(`${max + 1} long`, ofLength(max + 1)));
  if (pattern === undefined) return edges;
  const texts = breaking[pattern];
  if (texts === undefined) throw new Error(`no text is known to break the pattern ${pattern}`);
  return [...edges, ...texts.map((text) => wrong(JSON.stringify(text), text))];
}

const enumEdges = (values: readonly string[]): BoundaryValue[] => [
  ...values.map((value) => fine(value, value)),
  ...[`${values[0]}x`, `${values[0]}`.toLowerCase()]
    .filter((value) => !values.includes(value))
    .map((value) => wrong(value, value)),
];

function numberEdges({ min, max }: ModelledShape): BoundaryValue[] {
  const lower = min === undefined ? [] : [fine(`${min}`, min), wrong(`${min - 1}`, min - 1)];
  const upper = max === undefined ? [] : [fine(`${max}`, max), wrong(`${max + 1}`, max + 1)];
  return [...lower, ...upper];
}

/** A valid value; `n` makes different ones where the shape has several. */
export function sampleOf(model: ServiceModel, name: string, n = 0): unknown {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`the model has no shape ${name}`);
  switch (shape.type) {
    case 'string':
      return shape.enum?.[0] ?? (shape.min === shape.max && shape.min ? filler(shape).repeat(shape.min) : `a${n}a`);
    case 'integer':
    case 'long':
      return shape.max ?? 1;
    case 'boolean':
      return true;
    case 'blob':
      return 'bytes';
    case 'list':
      return [sampleOf(model, shape.member ?? '', n)];
    case 'map':
      return { [String(sampleOf(model, shape.key ?? '', n))]: sampleOf(model, shape.value ?? '', n) };
    case 'structure':
      return Object.fromEntries(
        Object.entries(shape.members ?? {}).map(([member, of]) => [member, sampleOf(model, of, n)]),
      );
  }
}

const inside = (edges: readonly BoundaryValue[], place: string, wrap: (value: unknown) => unknown): BoundaryValue[] =>
  edges.map(({ edge, value, violatesAt }) => ({
    edge: `${place} ${edge}`,
    value: wrap(value),
    violatesAt: violatesAt === null ? null : place + violatesAt,
  }));

function listEdges(model: ServiceModel, { min = 0, max, member = '' }: ModelledShape): BoundaryValue[] {
  const ofLength = (length: number): unknown[] => Array.from({ length }, (_, n) => sampleOf(model, member, n));
  const sizes = [
    ...(min > 0 ? [fine(`${min} items`, ofLength(min)), wrong(`${min - 1} items`, ofLength(min - 1))] : []),
    ...(max === undefined ? [] : [fine(`${max} items`, ofLength(max)), wrong(`${max + 1} items`, ofLength(max + 1))]),
  ];
  return [...sizes, ...inside(boundaryValues(model, member), '.1.member', (value) => [value])];
}

function mapEdges(model: ServiceModel, { key = '', value = '' }: ModelledShape): BoundaryValue[] {
  return [
    ...inside(boundaryValues(model, key), '.key', (text) => ({ [String(text)]: sampleOf(model, value) })),
    ...inside(boundaryValues(model, value), '.value', (item) => ({ [String(sampleOf(model, key))]: item })),
  ];
}

function structureEdges(model: ServiceModel, name: string, { members = {}, required = [] }: ModelledShape) {
  const whole = sampleOf(model, name) as Readonly<Record<string, unknown>>;
  const without = (member: string) => Object.fromEntries(Object.entries(whole).filter(([other]) => other !== member));
  return [
    ...Object.entries(members).flatMap(([member, of]) =>
      inside(boundaryValues(model, of), `.${member}`, (value) => ({ ...whole, [member]: value })),
    ),
    ...required.map((member) => wrong(`without ${member}`, without(member), `.${member}`)),
  ];
}

/** Every edge of a shape, and of what is in it. */
export function boundaryValues(model: ServiceModel, name: string): BoundaryValue[] {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`the model has no shape ${name}`);
  switch (shape.type) {
    case 'string':
      return shape.enum === undefined ? textEdges(shape) : enumEdges(shape.enum);
    case 'integer':
    case 'long':
      return numberEdges(shape);
    case 'list':
      return listEdges(model, shape);
    case 'map':
      return mapEdges(model, shape);
    case 'structure':
      return structureEdges(model, name, shape);
    case 'boolean':
    case 'blob':
      return [];
  }
}
