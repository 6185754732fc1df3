import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { invalid } from '../../kernel/errors.ts';
import { isJsonObject, type JsonObject } from '../shared/json-text.ts';
import { base64Decoder } from './base64-decoder.ts';
import { type JsonEvent, jsonScanner } from './json-scanner.ts';

/** An attachment whose text was decoded and handed on while it arrived. */
export interface TakenAttachment<T> {
  readonly name: string;
  readonly taken: T;
}

export interface PublishBody<T> {
  /** The document without the data of its attachments. */
  readonly document: JsonObject;
  readonly attachments: readonly TakenAttachment<T>[];
}

/** A packument with a readme in it; attachments do not count. */
const maxDocumentBytes = 64 * 1024 ** 2;

/** An attachment of provenance (`….sigstore`) is JSON text in a string; a tarball is base64. */
const isBinary = (name: string): boolean => !name.endsWith('.sigstore');

function parseDocument(text: Buffer): JsonObject {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.toString('utf8'));
  } catch (cause) {
    throw Object.assign(invalid('The body is not valid JSON.', 'CANNOT_PARSE'), { cause });
  }
  if (!isJsonObject(parsed)) throw invalid('The body is not a JSON object.', 'CANNOT_PARSE');
  return parsed;
}

/** Resolves when more may be written, or when nothing can be any more. */
const write = (to: PassThrough, bytes: Buffer): Promise<void> | undefined =>
  bytes.length === 0 || to.destroyed || to.write(bytes)
    ? undefined
    : new Promise((resolve) => {
        const done = (): void => {
          to.off('drain', done).off('close', done);
          resolve();
        };
        to.on('drain', done).on('close', done);
      });

/** An attachment up to this size is handed on in one piece; a stream would cost more than all else. */
const wholeBytes = 64 * 1024;

type Take<T> = (name: string, bytes: AsyncIterable<Uint8Array>) => Promise<T>;

interface Passing<T> {
  readonly to: PassThrough;
  readonly taken: Promise<T>;
}

/** An attachment that is being received. */
interface Receiver<T> {
  push(text: Buffer): Promise<void> | undefined;
  end(): Promise<T>;
  fail(error: unknown): Promise<void>;
}

async function* inOne(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}

function receive<T>(name: string, take: Take<T>): Receiver<T> {
  const decoder = base64Decoder();
  const head: Buffer[] = [];
  let headBytes = 0;
  let passing: Passing<T> | null = null;

  const pass = (): Passing<T> => {
    const to = new PassThrough();
    const taken = take(name, to);
    // Its failure is met where it is awaited; until then it must not end the process.
    taken.catch(() => to.destroy());
    for (const bytes of head.splice(0)) to.write(bytes);
    return { to, taken };
  };
  const put = async ({ to, taken }: Passing<T>, bytes: Buffer): Promise<void> => {
    await write(to, bytes);
    // Refused already: the reason comes now, not after the rest of the body.
    if (to.destroyed) await taken;
  };
  return {
    push(text) {
      const bytes = decoder.push(text);
      if (passing !== null) return put(passing, bytes);
      head.push(bytes);
      headBytes += bytes.length;
      if (headBytes > wholeBytes) passing = pass();
      return undefined;
    },
    async end() {
      const last = decoder.end();
      if (passing === null) return take(name, inOne(Buffer.concat([...head, last])));
      await put(passing, last);
      passing.to.end();
      return passing.taken;
    },
    async fail(error) {
      if (passing === null) return;
      passing.to.destroy(error instanceof Error ? error : new Error(String(error)));
      // What refused the bytes knows better why than the stream that could not be written to.
      await Promise.allSettled([passing.taken, finished(passing.to)]);
    },
  };
}

/**
 * Reads a JSON document whose `_attachments.<name>.data` may be large: the base64 of each is decoded as it arrives and
 * passed to `take`; of the rest at most 64 MiB are held. Validation for what is no such document, or cut short.
 */
export async function readPublishBody<T>(body: Readable, take: Take<T>): Promise<PublishBody<T>> {
  const scanner = jsonScanner(
    (path) => path.length === 3 && path[0] === '_attachments' && path[2] === 'data' && isBinary(path[1] ?? ''),
  );
  const rest: Buffer[] = [];
  let restBytes = 0;
  const attachments: TakenAttachment<T>[] = [];
  let open: { readonly name: string; readonly receiver: Receiver<T> } | null = null;

  const close = async ({ name, receiver }: NonNullable<typeof open>): Promise<void> => {
    attachments.push({ name, taken: await receiver.end() });
    open = null;
  };
  const onEvent = (event: JsonEvent): Promise<void> | undefined => {
    if (event.kind === 'text') {
      restBytes += event.bytes.length;
      if (restBytes > maxDocumentBytes)
        throw invalid('The document is larger than the 64 MiB allowed beside its files.');
      rest.push(event.bytes);
      return undefined;
    }
    if (event.kind === 'begin') {
      const name = event.path[1] ?? '';
      if (attachments.length > 0) throw invalid('A publish document has exactly one tarball among its attachments.');
      open = { name, receiver: receive(name, take) };
      return undefined;
    }
    if (open === null) throw new Error('the scanner gave data outside of an attachment');
    if (event.kind === 'data') return open.receiver.push(event.bytes);
    return close(open);
  };

  try {
    for await (const chunk of body)
      for (const event of scanner.push(chunk as Buffer)) {
        const taking = onEvent(event);
        if (taking !== undefined) await taking;
      }
    scanner.end();
  } catch (error) {
    await (open as { receiver: Receiver<T> } | null)?.receiver.fail(error);
    throw error;
  }
  return { document: parseDocument(Buffer.concat(rest, restBytes)), attachments };
}
