import type { Readable } from 'node:stream';
import { invalid } from '../../kernel/errors.ts';
import { shapeNamed } from '../shapes.ts';
import type { InputMember, OperationModel, Shape } from './shape.ts';

/** A request as it came in, its query decoded, its body whole unless the operation takes a streaming one. */
export interface WireRequest {
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer | Readable;
}

/** Member names to values, not validated yet. Without a prototype: names come from outside. */
export type RawInput = Record<string, unknown>;

const utf8 = new TextDecoder('utf-8', { fatal: true });

export const takesStream = ({ input }: OperationModel): boolean => input.some((member) => member.in === 'payload');

const wireName = ({ name, as }: InputMember): string => as ?? name;

/** Values of query and header members are text; the shape says what the text stands for. */
function parseText(text: string, shape: Shape, wire: string): unknown {
  if (shape.type === 'integer') {
    if (!/^-?\d{1,15}$/.test(text)) throw invalid(`'${wire}' must be an integer.`);
    return Number(text);
  }
  if (shape.type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw invalid(`'${wire}' must be 'true' or 'false'.`);
    return text === 'true';
  }
  return text;
}

function readQuery(model: OperationModel, query: WireRequest['query'], input: RawInput): void {
  const members = new Map(model.input.filter((member) => member.in === 'query').map((m) => [wireName(m), m]));
  for (const [wire, text] of query) {
    if (wire.startsWith('X-Amz-')) continue;
    const member = members.get(wire);
    if (member === undefined) throw invalid(`The query parameter '${wire}' is unknown to this operation.`);
    if (member.name in input) throw invalid(`The query names '${wire}' twice.`);
    input[member.name] = parseText(text, shapeNamed(member.shape), wire);
  }
}

function parseBody(bytes: Buffer): RawInput {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(bytes));
  } catch {
    throw invalid('The body is not valid JSON in UTF-8.', 'CANNOT_PARSE');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw invalid('The body must be a JSON object.', 'CANNOT_PARSE');
  return json as RawInput;
}

function readBody(model: OperationModel, bytes: Buffer, input: RawInput): void {
  if (bytes.length === 0) return;
  const members = new Map(model.input.filter((member) => member.in === 'body').map((m) => [wireName(m), m]));
  for (const [wire, value] of Object.entries(parseBody(bytes))) {
    const member = members.get(wire);
    if (member === undefined) throw invalid(`The member '${wire}' of the body is unknown to this operation.`);
    if (value !== null) input[member.name] = value;
  }
}

/** Every member from where it travels. Validation for what no member stands for, and for a body that is no JSON. */
export function readInput(model: OperationModel, request: WireRequest): RawInput {
  const input: RawInput = Object.create(null);
  readQuery(model, request.query, input);
  for (const member of model.input) {
    if (member.in === 'payload') input[member.name] = request.body;
    const text = member.in === 'header' ? request.headers[wireName(member)] : undefined;
    if (text !== undefined) input[member.name] = parseText(text, shapeNamed(member.shape), wireName(member));
  }
  if (Buffer.isBuffer(request.body) && !takesStream(model)) readBody(model, request.body, input);
  return input;
}
