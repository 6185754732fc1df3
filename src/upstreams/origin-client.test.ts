import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import type { ExternalConnection } from './connections.ts';
import { originClient } from './origin-client.ts';
import { describeFailure, mayPass } from './upstream-failure.ts';

const run = promisify(execFile);

/** A CA and a certificate for 127.0.0.1 that it signed. */
async function makeCertificates(folder: string) {
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: folder, timeout: 20_000 });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Coffer Test CA',
    '-days',
    '2',
  );
  await openssl('req', ...key, '-keyout', 'site.key', '-out', 'site.csr', '-subj', '/CN=site');
  await writeFile(join(folder, 'ext'), 'subjectAltName=IP:127.0.0.1\n');
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'ext'];
  await openssl('x509', '-req', '-in', 'site.csr', '-out', 'site.pem', ...signing);
  const [ca, cert, siteKey] = await Promise.all(
    ['ca.pem', 'site.pem', 'site.key'].map((name) => readFile(join(folder, name), 'utf8')),
  );
  return { ca: ca ?? '', cert: cert ?? '', key: siteKey ?? '' };
}

describe('originClient over TLS', () => {
  let certificates: Awaited<ReturnType<typeof makeCertificates>>;
  before(async () => {
    certificates = await makeCertificates(await temporaryFolder('tls'));
  });

  async function serveAndGet(): Promise<number> {
    const server = createServer({ cert: certificates.cert, key: certificates.key }, (_request, response) =>
      response.end('safe'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const connection: ExternalConnection = { name: 'custom:tls', format: 'npm', url, credentials: null };
    const client = originClient();
    try {
      const reply = await client.get(connection, url, {}, AbortSignal.timeout(5_000));
      await reply.body.dump();
      return reply.status;
    } finally {
      await client.close();
      server.close();
    }
  }

  it('names the CA to add when a certificate is not trusted, and does not try again', async () => {
    const error = await serveAndGet().then(
      () => assert.fail('an untrusted certificate was accepted'),
      (cause: unknown) => cause,
    );
    assert.match(
      describeFailure(error),
      /not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\): add the CA 'Coffer Test CA'.*NODE_EXTRA_CA_CERTS/,
    );
    assert.equal(mayPass(error), false);
  });

  it('accepts a certificate of a CA that was added', async () => {
    const usual = getCACertificates('default');
    setDefaultCACertificates([...usual, certificates.ca]);
    try {
      assert.equal(await serveAndGet(), 200);
    } finally {
      setDefaultCACertificates(usual);
    }
  });
});
