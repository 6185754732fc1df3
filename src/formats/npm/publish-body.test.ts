import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { readPublishBody } from './publish-body.ts';

const inPieces = (text: string, size: number): Readable =>
  Readable.from(
    (function* () {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })(),
    { objectMode: false },
  );

const document = (attachments: Record<string, unknown>) => JSON.stringify({ name: 'hello', _attachments: attachments });
const read = (text: string, size = 1000) => readPublishBody(inPieces(text, size), (_name, bytes) => buffer(bytes));

describe('readPublishBody', () => {
  it('decodes an attachment and keeps the rest, in pieces of any size', async () => {
    const bytes = randomBytes(5000);
    const text = document({ 'hello-1.0.0.tgz': { length: 5000, data: bytes.toString('base64') } });
    for (const size of [1, 3, 100, 64 * 1024]) {
      const { document: rest, attachments } = await read(text, size);
      assert.deepEqual(attachments, [{ name: 'hello-1.0.0.tgz', taken: bytes }]);
      assert.deepEqual(rest, { name: 'hello', _attachments: { 'hello-1.0.0.tgz': { length: 5000, data: '' } } });
    }
  });

  it('leaves a provenance bundle in the document', async () => {
    const { document: rest, attachments } = await read(document({ 'hello.sigstore': { data: '{"a":1}' } }));
    assert.deepEqual(attachments, []);
    assert.deepEqual(rest['_attachments'], { 'hello.sigstore': { data: '{"a":1}' } });
  });

  it('never holds an attachment, however large', async () => {
    const piece = Buffer.alloc(48 * 1024, 1).toString('base64');
    const pieces = 3000;
    let largest = 0;
    const body = Readable.from(
      (function* () {
        yield Buffer.from('{"_attachments":{"a.tgz":{"data":"');
        for (let i = 0; i < pieces; i++) {
          if (i % 100 === 0) largest = Math.max(largest, process.memoryUsage().arrayBuffers);
          yield Buffer.from(piece);
        }
        yield Buffer.from('"}}}');
      })(),
      { objectMode: false },
    );
    const before = process.memoryUsage().arrayBuffers;
    const { attachments } = await readPublishBody(body, async (_name, bytes) => {
      let size = 0;
      for await (const chunk of bytes) size += (chunk as Buffer).length;
      return size;
    });
    assert.deepEqual(attachments, [{ name: 'a.tgz', taken: 48 * 1024 * pieces }]);
    assert.ok(largest - before < 100 * 1024 * 1024, `${largest - before} bytes were held`);
  });

  it('hands on what refuses the bytes', async () => {
    const text = document({ 'a.tgz': { data: randomBytes(500_000).toString('base64') } });
    const refuse = async (_name: string, bytes: AsyncIterable<Uint8Array>): Promise<never> => {
      for await (const _ of bytes) break;
      throw new Error('the disk is full');
    };
    const body = inPieces(text, 1000);
    let read = 0;
    body.on('data', (chunk: Buffer) => {
      read += chunk.length;
    });
    body.pause();
    await assert.rejects(readPublishBody(body, refuse), /the disk is full/);
    assert.ok(read < text.length / 2, `${read} of ${text.length} bytes were read before it was refused`);
  });

  const refused: readonly [name: string, text: string, reason: RegExp][] = [
    ['no JSON', 'hello', /not valid JSON/],
    ['nothing', '', /not valid JSON/],
    ['an array', '[]', /not a JSON object/],
    ['a text cut in its attachment', '{"_attachments":{"a.tgz":{"data":"QUJD', /ends too early/],
    ['what is no base64', document({ 'a.tgz': { data: 'QU JD' } }), /base64/],
    ['two tarballs', document({ 'a.tgz': { data: 'QUJD' }, 'b.tgz': { data: 'QUJD' } }), /exactly one/],
  ];
  for (const [name, text, reason] of refused)
    it(`refuses ${name}`, async () => {
      for (const size of [1, 7, 1000]) await assert.rejects(read(text, size), { code: 'Validation', message: reason });
    });

  it('fails with a body that fails', async () => {
    const body = Readable.from(
      (async function* () {
        yield Buffer.from('{"_attachments":{"a.tgz":{"data":"QUJD');
        throw new Error('the client went away');
      })(),
      { objectMode: false },
    );
    await assert.rejects(
      readPublishBody(body, (_name, bytes) => buffer(bytes)),
      /the client went away/,
    );
  });
});
