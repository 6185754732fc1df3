import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import fc from 'fast-check';
import { invalid, RegistryError } from '../../kernel/errors.ts';
import { type FilePart, type FormFields, type FormLimits, readMultipart } from './multipart.ts';

const limits: FormLimits = { fields: 10, fieldBytes: 100, totalLength: 500, files: 1 };
const headers = { 'content-type': 'multipart/form-data; boundary=cut-here' };

const field = (name: string, value: string): string =>
  `--cut-here\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (name: string, filename: string, content: string): string =>
  `--cut-here\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n` +
  `Content-Type: application/octet-stream\r\n\r\n${content}\r\n`;
const end = '--cut-here--\r\n';

const ignore = async (): Promise<void> => {};
const parse = (text: string | Readable, onFile: (part: FilePart, before: FormFields) => Promise<void> = ignore) =>
  readMultipart(
    { headers, body: typeof text === 'string' ? Readable.from([Buffer.from(text)]) : text },
    limits,
    onFile,
  );

const refuses = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof RegistryError, String(error));
  assert.equal(error.code, 'Validation');
  assert.match(error.message, message);
  return true;
};

test('collects fields before and after the file, values in order', async () => {
  let seen: string[] = [];
  const body = field('a', '1') + file('content', 'x.whl', 'BYTES') + field('b', '2') + field('a', 'ü') + end;
  const fields = await parse(body, async ({ field: name, filename, bytes }, before) => {
    seen = [name, filename, String(before.get('a')), (await buffer(bytes)).toString()];
  });
  assert.deepEqual(seen, ['content', 'x.whl', '1', 'BYTES']);
  assert.deepEqual(
    [...fields],
    [
      ['a', ['1', 'ü']],
      ['b', ['2']],
    ],
  );
});

test('keeps the separators of a file name, and skips a file nobody reads', async () => {
  let name = '';
  await parse(file('content', '../etc/x', 'B'.repeat(300_000)) + end, async ({ filename }) => {
    name = filename;
  });
  assert.equal(name, '../etc/x');
});

test('the bytes are the same however the body is cut', async () => {
  const content = 'line\r\n--cut-her\r\n-\r\r\n--cut-hers\n--cut-here\n\0'.repeat(20);
  const body = Buffer.from(field('n', 'v') + file('content', 'x', content) + end);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 40 }), async (sizes) => {
      const chunks: Buffer[] = [];
      for (let at = 0, turn = 0; at < body.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        chunks.push(body.subarray(at, at + size));
        at += size;
      }
      let got = '';
      const fields = await parse(Readable.from(chunks), async ({ bytes }) => {
        got = (await buffer(bytes)).toString();
      });
      assert.equal(got, content);
      assert.deepEqual(fields.get('n'), ['v']);
    }),
    { numRuns: 60 },
  );
});

test('reads no further than the file is taken in', async () => {
  let sent = 0;
  const chunk = Buffer.alloc(64 * 1024, 1);
  const body = Readable.from(
    (function* () {
      yield Buffer.from(file('content', 'x', '').slice(0, -2));
      for (; sent < 200; sent++) yield chunk;
      yield Buffer.from(`\r\n${end}`);
    })(),
    { objectMode: false },
  );
  let whenSlow = 0;
  let size = 0;
  await parse(body, async ({ bytes }) => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    whenSlow = sent;
    for await (const part of bytes) size += part.length;
  });
  assert.ok(whenSlow < 20, `${whenSlow} chunks were read ahead`);
  assert.equal(size, 200 * chunk.length);
});

const refusals: readonly (readonly [string, string, RegExp])[] = [
  ['a body cut short in a file', file('content', 'x', 'half'), /before its closing boundary/],
  ['a body cut short in a field', field('a', 'half'), /before its closing boundary/],
  ['an empty body', '', /before its closing boundary/],
  ['a large field', field('a', 'x'.repeat(101)) + end, /'a' is larger than 100 bytes/],
  [
    'large fields together',
    Array.from({ length: 6 }, (_, i) => field(`f${i}`, 'x'.repeat(99))).join('') + end,
    /500 ch/,
  ],
  ['many fields', Array.from({ length: 11 }, (_, i) => field(`f${i}`, '')).join('') + end, /more than 10 fields/],
  ['a second file', file('content', 'x', 'a') + file('other', 'y', 'b') + end, /more than 1 files/],
];
for (const [what, body, message] of refusals)
  test(`refuses ${what}`, () =>
    assert.rejects(
      parse(body, async ({ bytes }) => void (await buffer(bytes))),
      refuses(message),
    ));

test('refuses other content types', async () => {
  for (const type of ['', 'application/json', 'multipart/form-data', 'multipart/mixed; boundary=x'])
    await assert.rejects(
      readMultipart({ headers: { 'content-type': type }, body: Readable.from([]) }, limits, ignore),
      refuses(/multipart/),
    );
});

test('a refusal of the file reader ends the reading, and leaves the body undestroyed', async () => {
  const body = Readable.from([Buffer.from(file('content', 'x', 'a'.repeat(200_000)) + end)], { autoDestroy: false });
  await assert.rejects(
    parse(body, async () => {
      throw invalid('no such file here');
    }),
    refuses(/no such file here/),
  );
  assert.equal(body.destroyed, false);
});

test('a connection that closes fails the file reader too', async () => {
  const body = new Readable({ read() {} });
  body.push(Buffer.from(file('content', 'x', 'some').slice(0, -2)));
  let inFile: unknown;
  const reading = parse(body, async ({ bytes }) => {
    setImmediate(() => body.destroy(new Error('reset')));
    await buffer(bytes).catch((error: unknown) => {
      inFile = error;
      throw error;
    });
  });
  await assert.rejects(reading, refuses(/connection closed/));
  assert.ok(inFile instanceof Error);
});
