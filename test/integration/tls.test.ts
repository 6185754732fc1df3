import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { connect, constants } from 'node:http2';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runClient } from '../support/clients/run-client.ts';
import type { Instance } from '../support/instance.ts';
import { startProcess } from '../support/start-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../../bin/coffer.mjs', import.meta.url));
let server: Instance;
let dataDir: string;
let ca: string;

const makeCertificate = () =>
  runClient(process.execPath, [program, 'tls', '--host', '*.d.example.test'], {
    cwd: dataDir,
    env: { PATH: process.env['PATH'] ?? '', HOME: dataDir, COFFER_DATA_DIR: dataDir },
  });

before(async () => {
  dataDir = await temporaryFolder('tls');
  await makeCertificate();
  const folder = join(dataDir, 'tls');
  ca = await readFile(join(folder, 'ca.pem'), 'utf8');
  const env = {
    COFFER_DATA_DIR: dataDir,
    COFFER_PORT: '0',
    COFFER_HOST: '127.0.0.1',
    COFFER_ENDPOINT_SUFFIX: 'd.example.test',
    COFFER_TLS_CERT: join(folder, 'cert.pem'),
    COFFER_TLS_KEY: join(folder, 'key.pem'),
  };
  server = await startProcess({ command: 'start', env });
});
after(() => server.stop());

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** HTTP/1.1, by a name that only the Host header and the certificate know. */
const get = (path: string, host: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(server.url);
    request({ host: '127.0.0.1', port, path, ca, servername: host, headers: { host } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    })
      .on('error', reject)
      .end();
  });

const getByHttp2 = (path: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const session = connect(server.url, { ca }).on('error', reject);
    const stream = session.request({ [constants.HTTP2_HEADER_PATH]: path });
    let status = 0;
    const chunks: Buffer[] = [];
    stream.on('response', (headers) => {
      status = Number(headers[constants.HTTP2_HEADER_STATUS]);
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => {
      session.close();
      resolve({ status, body: Buffer.concat(chunks).toString() });
    });
    stream.end();
  });

describe('coffer tls, and a server with its certificate', () => {
  it('keeps the private keys private', async () => {
    for (const name of ['ca-key.pem', 'key.pem'])
      assert.equal((await stat(join(dataDir, 'tls', name))).mode & 0o777, 0o600, name);
  });

  it('keeps its authority when it renews the certificate', async () => {
    const before = await readFile(join(dataDir, 'tls/cert.pem'), 'utf8');
    await makeCertificate();
    assert.equal(await readFile(join(dataDir, 'tls/ca.pem'), 'utf8'), ca);
    assert.notEqual(await readFile(join(dataDir, 'tls/cert.pem'), 'utf8'), before);
  });

  it('says https where it is ready, and in the configuration of AWS clients', async () => {
    assert.match(server.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.ok((await readFile(join(dataDir, 'aws-config'), 'utf8')).includes(`endpoint_url = ${server.url}`));
  });

  it('answers over HTTP/1.1 and over HTTP/2', async () => {
    for (const answer of [await get('/healthz', 'localhost'), await getByHttp2('/healthz')])
      assert.deepEqual(answer, { status: 200, body: '{"status":"ok"}' });
  });

  it('routes host style and path style, over both versions of HTTP', async () => {
    const host = 'my-domain-111122223333.d.example.test';
    for (const { status } of [
      await get('/pypi/my-repo/simple/', host),
      await get('/pypi/d/my-domain-111122223333/my-repo/simple/', 'localhost'),
      await getByHttp2('/pypi/d/my-domain-111122223333/my-repo/simple/'),
    ])
      assert.equal(status, 401);
    assert.equal((await get('/pypi/my-repo/simple/', 'localhost')).status, 404);
  });
});
