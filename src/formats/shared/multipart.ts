import { finished, type Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { invalid, RegistryError } from '../../kernel/errors.ts';

/** A part with a file name, or of type application/octet-stream. */
export interface FilePart {
  readonly field: string;
  /** As sent, path separators and all; '' where the part has none. */
  readonly filename: string;
  readonly bytes: Readable;
}

/** Values of one name keep the order they came in. */
export type FormFields = ReadonlyMap<string, readonly string[]>;

export interface FormLimits {
  readonly fields: number;
  readonly fieldBytes: number;
  /** Characters of all names and values together. */
  readonly totalLength: number;
  readonly files: number;
}

export interface FormSource {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
}

/**
 * Reads a multipart/form-data body (RFC 7578), its parts in any order. Each file part goes to `onFile` as a stream, with
 * the fields that came before it; what `onFile` leaves unread is skipped, and no more of the body is read than it takes in.
 * Resolves with all fields once every `onFile` has. A body that is cut short, malformed or over `limits` is Validation.
 * After a failure the rest of the body is left unread and undestroyed, so that an answer can still be sent.
 */
export async function readMultipart(
  { headers, body }: FormSource,
  limits: FormLimits,
  onFile: (file: FilePart, before: FormFields) => Promise<void>,
): Promise<FormFields> {
  const form = openForm(headers['content-type'] ?? '', limits);
  const handlers: Promise<void>[] = [];
  const open = new Set<BusboyFileStream>();
  const { promise: complete, resolve, reject } = Promise.withResolvers<void>();
  const fields = collectFields(form, limits, reject);
  form.on('file', (field: string | undefined, stream, filename: string | undefined) => {
    stream.on('error', reject);
    open.add(stream);
    const handle = async (): Promise<void> => {
      if (field === undefined) throw malformed('a part has no name');
      await onFile({ field, filename: filename ?? '', bytes: stream }, fields);
      open.delete(stream);
      stream.resume();
    };
    const handled = handle();
    handled.catch(reject);
    handlers.push(handled);
  });
  form.on('finish', resolve);
  form.on('error', (cause) =>
    reject(malformed('it ends before its closing boundary, or its parts are damaged', cause)),
  );
  const forget = finished(body, { writable: false }, (error) => {
    if (error)
      reject(error instanceof RegistryError ? error : malformed('the connection closed before its end', error));
  });
  body.pipe(form);
  try {
    await complete;
    await Promise.all(handlers);
    return fields;
  } catch (error) {
    body.unpipe(form);
    for (const stream of open) stream.destroy(error as Error);
    await Promise.allSettled(handlers);
    throw error;
  } finally {
    forget();
  }
}

const malformed = (why: string, cause?: unknown): RegistryError =>
  new RegistryError('Validation', `The multipart/form-data body cannot be read: ${why}.`, {
    reason: 'CANNOT_PARSE',
    cause,
  });

function openForm(contentType: string, { fields, fieldBytes, files }: FormLimits): BusboyInstance {
  if (!/^multipart\/form-data\s*;/i.test(contentType))
    throw invalid('Send the upload as multipart/form-data, with a boundary.', 'CANNOT_PARSE');
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      preservePath: true,
      limits: { fields, files, fieldSize: fieldBytes, headerPairs: 50, headerSize: 16 * 1024 },
    });
  } catch (cause) {
    throw malformed('its Content-Type names no boundary', cause);
  }
}

function collectFields(form: BusboyInstance, limits: FormLimits, refuse: (error: Error) => void): FormFields {
  const fields = new Map<string, string[]>();
  let length = 0;
  form.on('field', (name: string | undefined, value, _nameTruncated, valueTruncated) => {
    if (name === undefined) return refuse(malformed('a part has no name'));
    if (valueTruncated) return refuse(invalid(`The form field '${name}' is larger than ${limits.fieldBytes} bytes.`));
    length += name.length + value.length;
    if (length > limits.totalLength)
      return refuse(invalid(`The form holds more than ${limits.totalLength} characters.`));
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  });
  form.on('fieldsLimit', () => refuse(invalid(`The form has more than ${limits.fields} fields.`)));
  form.on('filesLimit', () => refuse(invalid(`The form has more than ${limits.files} files.`)));
  return fields;
}
