import type { MessagePort } from 'node:worker_threads';
import type { Format, UpstreamReply, UpstreamSource } from '../formats/format.ts';
import type { VersionEntry } from '../model/package.ts';
import type { FromIndexThread, SentReply, ToIndexThread } from './index-thread-messages.ts';
import { entryPacker } from './packed-entries.ts';

interface Reading {
  readonly waiting: Map<number, { resolve(reply: UpstreamReply | null): void; reject(error: Error): void }>;
  /** Those that were not sent yet. */
  entries: VersionEntry<unknown>[];
}

const entriesInBatch = 64;
const text = new TextDecoder('utf-8');

/** Gives the document out once, and holds it no longer: what is made of it needs the memory. */
function replyOf({ url, contentType, headers, bytes }: SentReply): UpstreamReply {
  let held: Uint8Array | null = bytes;
  const take = (): Uint8Array => {
    if (held === null) throw new Error(`The document ${url} was read before.`);
    const taken = held;
    held = null;
    return taken;
  };
  return {
    url: new URL(url),
    contentType,
    headers,
    text: async () => text.decode(take()),
    bytes: async () => take(),
  };
}

/** The other side of `startIndexReader`: reads indexes with the dialects of these formats, in the thread of `port`. */
export function serveIndexReads(port: MessagePort, formats: ReadonlyMap<string, Format>): void {
  const readings = new Map<number, Reading>();
  const pack = entryPacker();
  const post = (message: FromIndexThread, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

  const sourceOf = (id: number, { waiting }: Reading, address: string): UpstreamSource => {
    let calls = 0;
    return {
      url: new URL(address),
      get: (path, accept) =>
        new Promise((resolve, reject) => {
          const call = ++calls;
          waiting.set(call, { resolve, reject });
          post({ kind: 'get', id, call, path: String(path), accept });
        }),
    };
  };

  async function read({ id, format, name, address }: Extract<ToIndexThread, { kind: 'read' }>): Promise<void> {
    const reading: Reading = { waiting: new Map(), entries: [] };
    readings.set(id, reading);
    try {
      const dialect = formats.get(format)?.upstream;
      if (dialect == null) throw new Error(`the format '${format}' has no upstream dialect`);
      const index = await dialect.readPackage(name, sourceOf(id, reading, address));
      reading.entries = [...(index?.versions ?? [])];
      const head = index && { name: index.name, tags: index.tags, count: index.versions.length };
      if (head === null || head.count === 0) readings.delete(id);
      post({ kind: 'listing', id, listing: head });
    } catch (error) {
      readings.delete(id);
      post({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  function sendEntries(id: number, reading: Reading): void {
    const packed = pack(reading.entries.splice(0, entriesInBatch));
    if (reading.entries.length === 0) readings.delete(id);
    post({ kind: 'entries', id, packed }, [packed.facts.buffer]);
  }

  port.on('message', (message: ToIndexThread) => {
    if (message.kind === 'read') {
      void read(message);
      return;
    }
    const reading = readings.get(message.id);
    if (reading === undefined) return;
    if (message.kind === 'next') sendEntries(message.id, reading);
    else {
      const waiting = reading.waiting.get(message.call);
      reading.waiting.delete(message.call);
      if (message.kind === 'refused') waiting?.reject(new Error(message.message));
      else waiting?.resolve(message.reply && replyOf(message.reply));
    }
  });
}
