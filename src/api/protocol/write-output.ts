import { Readable } from 'node:stream';
import type { ApiResponse } from '../api.ts';
import type { OperationModel } from './shape.ts';

/** Timestamps are epoch seconds with a fraction; members without a value are left out. */
function wireValue(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(wireValue);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(entries.map(([name, member]) => [name, wireValue(member)]));
}

/** Header text travels as the bytes of its UTF-8. */
const headerText = (value: unknown): string => Buffer.from(String(value), 'utf8').toString('latin1');

/** A streaming member, with the length that its receiver is told. */
export interface Payload {
  readonly stream: Readable;
  readonly sizeBytes: number;
}

const isPayload = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && 'stream' in value && value.stream instanceof Readable;

/** Members go where the model binds them, the rest into a JSON body. */
export function writeOutput(model: OperationModel, output: Readonly<Record<string, unknown>>): ApiResponse {
  const headers: Record<string, string> = {};
  for (const { name, in: place, as = name } of model.output) {
    const value = output[name];
    if (place === 'header' && value !== undefined && value !== null) headers[as.toLowerCase()] = headerText(value);
    if (place === 'payload' && isPayload(value)) {
      headers['content-type'] = 'application/octet-stream';
      headers['content-length'] = String(value.sizeBytes);
    }
  }
  const payload = model.output.find((binding) => binding.in === 'payload');
  if (payload === undefined) {
    headers['content-type'] = 'application/json';
    return { status: model.status, headers, body: JSON.stringify(wireValue(output)) };
  }
  const value = output[payload.name];
  if (!isPayload(value)) throw new Error(`the operation gave no ${payload.name} to stream`);
  return { status: model.status, headers, body: value.stream };
}
