import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { clientHome } from '../../test/support/clients/client-environment.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { accessOf, program } from './log-in.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { app: [] } });
});
after(() => server[Symbol.asyncDispose]());

/** Says lines to the plugin as NuGet does, and hears what it answers. */
async function converse(requests: readonly object[]): Promise<{ Payload: Record<string, string> }[]> {
  const { folder, env } = await clientHome('nuget');
  const child = spawn(process.execPath, [program, '-Plugin'], { cwd: folder, env: { ...env, ...accessOf(server) } });
  const ended = once(child, 'close');
  for (const [index, request] of requests.entries())
    child.stdin.write(`${JSON.stringify({ RequestId: String(index), Type: 'Request', ...request })}\r\n`);
  const output = await text(child.stdout);
  assert.deepEqual(await ended, [0, null]);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe("coffer as NuGet's credential provider", () => {
  it('gives a token that lets its holder in, for sources of the server alone, and ends when told to', async () => {
    const uri = (text: string) => ({ Method: 'GetAuthenticationCredentials', Payload: { Uri: text, IsRetry: false } });
    const endpoint = await server.repository('app').endpoint('nuget');
    const foreign = new URL(endpoint);
    foreign.hostname = 'foreign.test';
    const [, , own, ...others] = await converse([
      { Method: 'Handshake', Payload: { ProtocolVersion: '2.0.0', MinimumProtocolVersion: '2.0.0' } },
      uri(`${endpoint}v3/index.json`),
      uri(`${foreign.href}v3/index.json`),
      uri('http://foreign.test/v3/index.json'),
      { Method: 'Close' },
    ]);
    assert.deepEqual(
      others.map(({ Payload }) => Payload['ResponseCode']),
      ['NotFound', 'NotFound'],
    );
    const { Username: user, Password: password } = own?.Payload ?? {};
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const whoAmI = `${await server.repository('app').endpoint('npm')}-/whoami`;
    assert.equal((await fetch(whoAmI, { headers: { authorization } })).status, 200);
  });
});
