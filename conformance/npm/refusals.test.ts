import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { digestsOf } from '../../src/model/digests.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';

let server: TestServer;
let endpoint: string;
let authorization: string;
before(async () => {
  server = await startServer({ repositories: { app: [] } });
  endpoint = await server.repository('app').endpoint('npm');
  authorization = `Bearer ${await server.token()}`;
});
after(() => server[Symbol.asyncDispose]());

async function tarball(manifest: object, files: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'package/package.json' }, JSON.stringify(manifest));
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

interface Body {
  readonly name?: string;
  readonly version?: string;
  readonly bytes: Buffer;
  readonly dist?: object;
  readonly change?: (document: Record<string, unknown>) => void;
}

function documentOf({ name = 'hello', version = '1.0.0', bytes, dist = {}, change }: Body): string {
  const { sha1, sha512 } = digestsOf(bytes);
  const integrity = `sha512-${Buffer.from(sha512, 'hex').toString('base64')}`;
  const document: Record<string, unknown> = {
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { name, version, dist: { shasum: sha1, integrity, ...dist } } },
    _attachments: { [`${name}-${version}.tgz`]: { data: bytes.toString('base64'), length: bytes.length } },
  };
  change?.(document);
  return JSON.stringify(document);
}

async function put(path: string, body: string): Promise<{ status: number; error: string }> {
  const response = await fetch(`${endpoint}${path}`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json' },
    body,
  });
  const { error = '' } = (await response.json()) as { error?: string };
  return { status: response.status, error };
}

const isAbsent = async (name: string): Promise<boolean> => {
  const response = await fetch(`${endpoint}${name}`, { headers: { authorization } });
  await response.arrayBuffer();
  return response.status === 404;
};

const good = () => tarball({ name: 'hello', version: '1.0.0' });

describe('an npm publish that is wrong is refused, and leaves nothing', () => {
  const cases: readonly [name: string, error: RegExp, body: () => Promise<string>][] = [
    ['another shasum', /sha1/, async () => documentOf({ bytes: await good(), dist: { shasum: 'a'.repeat(40) } })],
    [
      'another integrity',
      /sha512/,
      async () => documentOf({ bytes: await good(), dist: { integrity: `sha512-${'A'.repeat(86)}==` } }),
    ],
    [
      'another length',
      /bytes/,
      async () =>
        documentOf({
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
      async () => documentOf({ bytes: await tarball({ name: 'other', version: '1.0.0' }) }),
    ],
    [
      'a tarball of another version',
      /holds hello@2\.0\.0/,
      async () => documentOf({ bytes: await tarball({ name: 'hello', version: '2.0.0' }) }),
    ],
    ['a document of another package', /names 'hello'/, async () => documentOf({ name: 'other', bytes: await good() })],
    ['no tarball at all', /not a whole gzipped tar/, async () => documentOf({ bytes: Buffer.from('none') })],
    [
      'a version that is none',
      /semantic version/,
      async () => documentOf({ version: 'one', bytes: await tarball({ name: 'hello', version: 'one' }) }),
    ],
    [
      'a path that leaves the package',
      /unsafe path/,
      async () => documentOf({ bytes: await tarball({ name: 'hello', version: '1.0.0' }, { '../../evil': 'x' }) }),
    ],
    [
      'a tag that is a range',
      /SemVer range/,
      async () =>
        documentOf({
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
      async () => documentOf({ bytes: await good() }).replace(/"data":"..../, '"data":"!!!!'),
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
      const { status } = await put(encodeURIComponent(name), documentOf({ name, bytes }));
      assert.equal(status, 400, name);
    }
  });

  it('a version named __proto__ in the document', async () => {
    const body = documentOf({ bytes: await good() }).replace('"versions":{"1.0.0"', '"versions":{"__proto__"');
    assert.equal((await put('hello', body)).status, 400);
  });

  it('a body that is cut short', async () => {
    const body = documentOf({ bytes: await good() });
    const { hostname, port, pathname } = new URL(`${endpoint}hello`);
    await new Promise<void>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `PUT ${pathname} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-length: ${body.length}\r\n\r\n`,
        );
        socket.end(body.slice(0, -200));
      });
      socket.on('error', reject).on('close', () => resolve());
      socket.resume();
    });
    assert.ok(await isAbsent('hello'));
  });

  it('a path that climbs out', async () => {
    for (const path of ['..%2f..%2fetc', '@a%2f..%2fb', '%2e%2e']) {
      const response = await fetch(`${endpoint}${path}`, { headers: { authorization } });
      await response.arrayBuffer();
      assert.ok(response.status === 400 || response.status === 404, `${path}: ${response.status}`);
    }
  });
});
