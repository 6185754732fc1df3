import assert from 'node:assert/strict';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { after, before, describe, it } from 'node:test';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { publishDocument, type RawRegistry, rawRegistry, tarball } from './raw-requests.ts';

let server: TestServer;
let registry: RawRegistry;
before(async () => {
  server = await startServer({ repositories: { app: [] } });
  registry = await rawRegistry(server, 'app');
});
after(() => server[Symbol.asyncDispose]());

const put = (path: string, body: string) => registry.ask('PUT', path, body);
const isAbsent = async (name: string): Promise<boolean> => (await registry.ask('GET', name)).status === 404;
const good = () => tarball({ name: 'hello', version: '1.0.0' });

describe('an npm publish that is wrong is refused, and leaves nothing', () => {
  const cases: readonly [name: string, error: RegExp, body: () => Promise<string>][] = [
    ['another shasum', /sha1/, async () => publishDocument({ bytes: await good(), dist: { shasum: 'a'.repeat(40) } })],
    [
      'another integrity',
      /sha512/,
      async () => publishDocument({ bytes: await good(), dist: { integrity: `sha512-${'A'.repeat(86)}==` } }),
    ],
    [
      'another length',
      /bytes/,
      async () =>
        publishDocument({
          bytes: await good(),
          change: (document) => {
            const [attachment] = Object.values(document['_attachments'] as Record<string, { length: number }>);
            if (attachment !== undefined) attachment.length = 1;
          },
        }),
    ],
    [
      "a tarball of another package's name",
      /holds other@1\.0\.0/,
      async () => publishDocument({ bytes: await tarball({ name: 'other', version: '1.0.0' }) }),
    ],
    [
      'a tarball of another version',
      /holds hello@2\.0\.0/,
      async () => publishDocument({ bytes: await tarball({ name: 'hello', version: '2.0.0' }) }),
    ],
    [
      'a document of another package',
      /names 'hello'/,
      async () => publishDocument({ name: 'other', bytes: await good() }),
    ],
    ['no tarball at all', /not a whole gzipped tar/, async () => publishDocument({ bytes: Buffer.from('none') })],
    [
      'a version that is none',
      /semantic version/,
      async () => publishDocument({ version: 'one', bytes: await tarball({ name: 'hello', version: 'one' }) }),
    ],
    [
      'a path that leaves the package',
      /unsafe path/,
      async () => publishDocument({ bytes: await tarball({ name: 'hello', version: '1.0.0' }, { '../../evil': 'x' }) }),
    ],
    [
      'a tag that is a range',
      /SemVer range/,
      async () =>
        publishDocument({
          bytes: await good(),
          change: (document) => {
            document['dist-tags'] = { '1.x': '1.0.0' };
          },
        }),
    ],
    ['malformed JSON', /JSON/, async () => '{"name":"hello",'],
    ['no object', /JSON object/, async () => '[]'],
    [
      'data that is no base64',
      /base64/,
      async () => publishDocument({ bytes: await good() }).replace(/"data":"..../, '"data":"!!!!'),
    ],
  ];
  for (const [name, error, body] of cases)
    it(name, async () => {
      const answer = await put('hello', await body());
      assert.equal(answer.status, 400, answer.error);
      assert.match(answer.error, error);
      assert.ok(await isAbsent('hello'));
    });

  it('names that npm does not take', async () => {
    for (const name of ['__proto__', 'Hello', '.hidden', 'a b', `${'x'.repeat(215)}`]) {
      const bytes = await tarball({ name, version: '1.0.0' });
      const { status } = await put(encodeURIComponent(name), publishDocument({ name, bytes }));
      assert.equal(status, 400, name);
    }
  });

  it('a version named __proto__ in the document', async () => {
    const body = publishDocument({ bytes: await good() }).replace('"versions":{"1.0.0"', '"versions":{"__proto__"');
    assert.equal((await put('hello', body)).status, 400);
  });

  it('a body that is cut short', async () => {
    const body = publishDocument({ bytes: await good() });
    const { endpoint, authorization } = registry;
    const url = new URL(`${endpoint}hello`);
    const headers = { authorization, 'content-length': body.length };
    await new Promise<void>((resolve) => {
      const send = url.protocol === 'https:' ? secureRequest : request;
      const sending = send(url, { method: 'PUT', headers });
      sending.on('error', () => {}).on('close', () => resolve());
      sending.write(body.slice(0, -200), () => setTimeout(() => sending.destroy(), 50));
    });
    assert.ok(await isAbsent('hello'));
  });

  it('a path that climbs out', async () => {
    for (const path of ['..%2f..%2fetc', '@a%2f..%2fb', '%2e%2e']) {
      const { status } = await registry.ask('GET', path);
      assert.ok(status === 400 || status === 404, `${path}: ${status}`);
    }
  });
});
