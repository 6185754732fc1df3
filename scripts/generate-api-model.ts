/**
 * Writes src/api/model.generated.ts from the schemas that the official SDK client exports and from src/api/constraints.ts.
 * With --check it only compares, and exits 1 when the file is not what it would write. The layout of the schemas is
 * internal to the SDK, which is why the server depends on our table and never on them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as client from '@aws-sdk/client-codeartifact';
import { constraints, shapeOfMember } from '../src/api/constraints.ts';
import type { InputMember, Member, OperationModel, OutputBinding } from '../src/api/protocol/shape.ts';

const target = fileURLToPath(new URL('../src/api/model.generated.ts', import.meta.url));
const operationCount = 48;

type Traits = { readonly [trait: string]: unknown } | number;
type Lazy = unknown[] | (() => unknown[]);
type Kind = 'string' | 'number' | 'boolean' | 'list' | 'map' | 'structure' | 'blob';
interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly schema: unknown;
  readonly traits: Traits;
  readonly required: boolean;
}

// The SDK's codes: what a schema is, and the bit that stands for `httpPayload` among traits.
const codes = { map: 2, structure: 3, operation: 9, error: -3 } as const;
const simpleKinds = new Map<unknown, Kind>([
  [0, 'string'],
  [1, 'number'],
  [2, 'boolean'],
  [42, 'blob'],
  [64, 'list'],
  [128, 'map'],
]);
const composedKinds = new Map<unknown, Kind>([
  [1, 'list'],
  [codes.map, 'map'],
  [codes.structure, 'structure'],
]);
const payloadBit = 16;

const unwrap = (schema: unknown): unknown => (typeof schema === 'function' ? unwrap(schema()) : schema);
const trait = (traits: Traits, name: string): unknown => (typeof traits === 'object' ? traits[name] : undefined);
const isPayload = (traits: Traits): boolean => typeof traits === 'number' && (traits & payloadBit) !== 0;

function kindOf(schema: unknown): Kind | undefined {
  const bare = unwrap(schema);
  if (!Array.isArray(bare)) return simpleKinds.get(bare);
  // A named simple shape holds its own kind last: [0, namespace, name, traits, kind].
  return bare[0] === 0 ? simpleKinds.get(bare[4]) : composedKinds.get(bare[0]);
}

/** A member schema is a schema, or a schema together with the traits of the member: [schema, traits]. */
function fieldsOf(structure: unknown[]): Field[] {
  const [, , , , names, schemas, requiredCount = 0] = structure as [
    number,
    string,
    string,
    Traits,
    string[],
    unknown[],
    number?,
  ];
  return names.map((name, index) => {
    const member = schemas[index];
    const [schema, traits] = (Array.isArray(member) && member.length === 2 ? member : [member, {}]) as [
      unknown,
      Traits,
    ];
    const kind = kindOf(schema);
    if (kind === undefined && !isPayload(traits)) return { name, kind: 'string', schema, traits, required: false };
    return { name, kind: kind ?? 'blob', schema, traits, required: index < requiredCount };
  });
}

const kindsOfShapes: Record<string, Kind> = { enum: 'string', integer: 'number' };

/** The shape that constraints.ts gives the member; fails when there is none or the SDK knows it as something else. */
function shapeOf(structureName: string, { name, kind, schema }: Field): string {
  const shape = shapeOfMember[`${structureName}.${name}`] ?? shapeOfMember[name];
  if (shape === undefined) throw new Error(`constraints.ts does not say the shape of ${structureName}.${name}`);
  const type = shape in constraints ? constraints[shape as keyof typeof constraints].type : 'structure';
  const ours = kindsOfShapes[type] ?? type;
  if (ours !== kind) throw new Error(`${structureName}.${name} is a ${kind} in the SDK, ${shape} is a ${ours}`);
  const named = unwrap(schema);
  if (Array.isArray(named) && kind !== 'map' && named[2] !== undefined && named[2] !== shape)
    throw new Error(`${structureName}.${name} is ${named[2]} in the SDK, not ${shape}`);
  return shape;
}

const structures = new Map<string, Member[]>();

/** Structures that an input refers to, directly or in a list. */
function collect(schema: unknown): void {
  const bare = unwrap(schema);
  if (!Array.isArray(bare)) return;
  if (kindOf(bare) === 'list') collect(bare[4]);
  if (kindOf(bare) !== 'structure' || structures.has(bare[2])) return;
  const fields = fieldsOf(bare);
  structures.set(
    bare[2],
    fields.map((field) => ({
      name: field.name,
      shape: shapeOf(bare[2], field),
      ...(field.required && { required: true }),
    })),
  );
  for (const field of fields) collect(field.schema);
}

function bindingOf({ name, traits }: Field): Pick<InputMember, 'in' | 'as'> {
  const query = trait(traits, 'httpQuery') as string | undefined;
  const header = trait(traits, 'httpHeader') as string | undefined;
  const wire = query ?? header?.toLowerCase() ?? (trait(traits, 'jsonName') as string | undefined) ?? name;
  const place =
    query !== undefined ? 'query' : header !== undefined ? 'header' : isPayload(traits) ? 'payload' : 'body';
  return { in: place, ...(wire !== name && { as: wire }) };
}

function inputOf(structure: unknown[]): InputMember[] {
  return fieldsOf(structure).map((field) => {
    collect(field.schema);
    const shape = shapeOf(structure[2] as string, field);
    return { name: field.name, shape, ...bindingOf(field), ...(field.required && { required: true }) };
  });
}

const outputOf = (structure: unknown[]): OutputBinding[] =>
  fieldsOf(structure).flatMap(({ name, traits }): OutputBinding[] => {
    const header = trait(traits, 'httpHeader');
    if (typeof header === 'string') return [{ name, in: 'header', as: header }];
    return isPayload(traits) ? [{ name, in: 'payload' }] : [];
  });

function operationOf(schema: unknown[]): [string, OperationModel] {
  const [, , name, traits, input, output] = schema as [number, string, string, Traits, Lazy, Lazy];
  const [method, path, status] = trait(traits, 'http') as [string, string, number];
  const model = {
    method,
    path,
    status,
    input: inputOf(unwrap(input) as unknown[]),
    output: outputOf(unwrap(output) as unknown[]),
  };
  return [name, model];
}

const exportsOf = (code: number): unknown[][] =>
  Object.values(client).filter((value): value is never => Array.isArray(value) && value[0] === code);

function render(): string {
  const operations = Object.fromEntries(exportsOf(codes.operation).map(operationOf).sort());
  const found = Object.keys(operations).length;
  if (found !== operationCount) throw new Error(`the SDK has ${found} operations, not ${operationCount}`);
  const errors = Object.fromEntries(
    exportsOf(codes.error).flatMap(([, , name, traits]) => {
      const status = trait(traits as Traits, 'httpError');
      return typeof status === 'number' ? [[name as string, status]] : [];
    }),
  );
  const parts = [
    '// Written by scripts/generate-api-model.ts; change that or constraints.ts, not this file.',
    "import type { OperationModel, Shape } from './protocol/shape.ts';",
    `export const errorStatuses = ${JSON.stringify(errors)} as const;`,
    `export const structures: Readonly<Record<string, Shape>> = ${JSON.stringify(
      Object.fromEntries([...structures].sort().map(([name, members]) => [name, { type: 'structure', members }])),
    )};`,
    `export const operations = ${JSON.stringify(operations)} as const satisfies Record<string, OperationModel>;`,
    'export type OperationName = keyof typeof operations;',
  ];
  const style = ['--indent-style=space', '--line-width=120', '--javascript-formatter-quote-style=single'];
  const biome = fileURLToPath(new URL('../node_modules/@biomejs/biome/bin/biome', import.meta.url));
  return execFileSync(process.execPath, [biome, 'format', ...style, '--stdin-file-path=model.ts'], {
    input: parts.join('\n\n'),
    encoding: 'utf8',
  });
}

const wanted = render();
if (!process.argv.includes('--check')) writeFileSync(target, wanted);
else if (readFileSync(target, 'utf8') !== wanted) {
  console.error('src/api/model.generated.ts is out of date: run `npm run generate`.');
  process.exitCode = 1;
}
