import { globSync, readFileSync } from 'node:fs';
import { clientsFolder } from './clients/find-client.ts';

/** A shape of the API as its own model describes it, without prose. Lists have a `member`, maps a `key` and a `value`. */
export interface ModelledShape {
  readonly type: 'string' | 'integer' | 'long' | 'boolean' | 'blob' | 'list' | 'map' | 'structure';
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  /** Of a structure: member to shape. */
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
}

/** What the model says of the inputs of all operations. */
export interface ServiceModel {
  /** Operation to the shape of its input. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, ModelledShape>>;
}

interface Reference {
  readonly shape: string;
}

interface BotocoreShape extends Omit<ModelledShape, 'member' | 'key' | 'value' | 'members'> {
  readonly member?: Reference;
  readonly key?: Reference;
  readonly value?: Reference;
  readonly members?: Readonly<Record<string, Reference>>;
}

interface BotocoreModel {
  readonly operations: Readonly<Record<string, { readonly input: Reference }>>;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}

function plain({ type, min, max, pattern, enum: values, required, member, key, value, members }: BotocoreShape) {
  const named = members && Object.entries(members).map(([name, { shape }]) => [name, shape]);
  return {
    type,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(pattern !== undefined && { pattern }),
    ...(values !== undefined && { enum: values }),
    ...(member && { member: member.shape }),
    ...(key && { key: key.shape }),
    ...(value && { value: value.shape }),
    ...(named && { members: Object.fromEntries(named) }),
    ...(required && { required }),
  } satisfies ModelledShape;
}

const below = ({ member, key, value, members }: BotocoreShape): string[] =>
  [member, key, value, ...Object.values(members ?? {})].flatMap((reference) => reference?.shape ?? []);

/** The model that the AWS CLI of `npm run clients` carries; null where that is not installed. */
export function readServiceModel(): ServiceModel | null {
  const pattern = 'lib/python*/site-packages/awscli/botocore/data/codeartifact/2018-09-22/service-2.json';
  const [path] = globSync(pattern, { cwd: clientsFolder });
  if (path === undefined) return null;
  const model = JSON.parse(readFileSync(`${clientsFolder}/${path}`, 'utf8')) as BotocoreModel;
  const inputs = Object.entries(model.operations).map(([name, { input }]) => [name, input.shape] as const);
  const reached = new Set(inputs.map(([, shape]) => shape));
  for (const name of reached) for (const next of below(model.shapes[name] as BotocoreShape)) reached.add(next);
  const shapes = [...reached].sort().map((name) => [name, plain(model.shapes[name] as BotocoreShape)]);
  return { inputs: Object.fromEntries(inputs.sort()), shapes: Object.fromEntries(shapes) };
}
