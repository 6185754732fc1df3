import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { speakCargo } from './cargo-protocol.ts';
import type { FindTokenOptions, TokenSource } from './find-token.ts';
import type { KeptToken } from './kept-tokens.ts';
import { askKeyring } from './keyring-protocol.ts';
import { speakNuget } from './nuget-protocol.ts';
import { argumentsOf } from './protocols.ts';

const own = 'http://own.test/x/';
const kept: KeptToken = { token: 'T', issuedAt: 0, expiresAt: 9_000, endpoint: own };

/** Knows one address, fails at another, and notes what it was told to drop. */
function source(dropped: string[] = []): TokenSource {
  return {
    async find(address) {
      if (address.includes('broken')) throw new Error('no server');
      return address.startsWith(own) ? kept : null;
    },
    async drop(address) {
      dropped.push(address);
    },
  };
}

async function* linesOf(messages: readonly unknown[]) {
  for (const message of messages) yield typeof message === 'string' ? message : JSON.stringify(message);
}

describe("cargo's protocol", () => {
  const opened: FindTokenOptions[] = [];
  const speak = async (...messages: unknown[]): Promise<unknown[]> => {
    const written: string[] = [];
    const open = (options: FindTokenOptions): TokenSource => {
      opened.push(options);
      return source();
    };
    await speakCargo(linesOf(messages), (line) => written.push(line), open);
    return written.map((line) => JSON.parse(line) as unknown);
  };
  const get = (index: string, args?: string[]) => ({
    v: 1,
    kind: 'get',
    operation: 'read',
    registry: { 'index-url': index },
    args,
  });

  it('begins with its version, and answers every line with one', async () => {
    const answers = await speak(get(`sparse+${own}`), '', get('sparse+http://else.test/'), get('broken'), '{');
    assert.deepEqual(answers.slice(0, 3), [
      { v: [1] },
      { Ok: { kind: 'get', token: 'T', cache: 'expires', expiration: 9, operation_independent: true } },
      { Err: { kind: 'url-not-supported' } },
    ]);
    assert.deepEqual(answers[3], { Err: { kind: 'other', message: 'no server', 'caused-by': [] } });
    assert.equal(answers.length, 5);
  });

  it('takes options from the configuration of cargo, and says which it does not know', async () => {
    await speak(get(own, ['--profile', 'team', '--endpoint-url=http://c.test']));
    assert.deepEqual(opened.at(-1), { profile: 'team', endpointUrl: 'http://c.test' });
    const [, answer] = await speak(get(own, ['--nonsense']));
    assert.match(JSON.stringify(answer), /credential-provider: .*--nonsense/);
  });

  it('does nothing else', async () => {
    const registry = { 'index-url': own };
    const [, login, logout] = await speak({ v: 1, kind: 'login', registry }, { v: 1, kind: 'logout', registry });
    assert.deepEqual([login, logout], [{ Err: { kind: 'operation-not-supported' } }, { Ok: { kind: 'logout' } }]);
  });
});

describe('keyring', () => {
  it('prints what pip and uv read', async () => {
    assert.equal(await askKeyring(['get', own, 'aws'], {}, source()), 'T');
    assert.equal(await askKeyring(['get', own], { mode: 'creds' }, source()), 'aws\nT');
    const asked = { mode: 'creds', output: 'json' };
    assert.equal(await askKeyring(['get', own], asked, source()), '{"username":"aws","password":"T"}');
    assert.equal(await askKeyring(['get', 'else.test', 'aws'], {}, source()), null);
  });

  it('sets nothing', () => assert.rejects(askKeyring(['set', own, 'aws'], {}, source()), { name: 'SettingsError' }));
});

describe("NuGet's protocol", () => {
  const speak = async (dropped: string[], ...messages: object[]) => {
    const written: string[] = [];
    await speakNuget(linesOf(messages), (line) => written.push(line), source(dropped));
    return written.map(
      (line) => JSON.parse(line) as { Type: string; Method: string; RequestId: string; Payload: unknown },
    );
  };
  const ask = (Method: string, Payload: object = {}) => ({
    RequestId: `of ${Method}`,
    Type: 'Request',
    Method,
    Payload,
  });

  it('shakes hands both ways, and claims to authenticate', async () => {
    const reply = { RequestId: 'x', Type: 'Response', Method: 'Handshake', Payload: {} };
    const [mine, theirs, claims, ofSource] = await speak(
      [],
      reply,
      ask('Handshake'),
      ask('GetOperationClaims'),
      ask('GetOperationClaims', { PackageSourceRepository: own }),
    );
    const versions = { ProtocolVersion: '2.0.0', MinimumProtocolVersion: '2.0.0' };
    assert.deepEqual([mine?.Type, mine?.Method, mine?.Payload], ['Request', 'Handshake', versions]);
    const success = { ResponseCode: 'Success', ProtocolVersion: '2.0.0' };
    assert.deepEqual(theirs, { RequestId: 'of Handshake', Type: 'Response', Method: 'Handshake', Payload: success });
    assert.deepEqual([claims?.Payload, ofSource?.Payload], [{ Claims: ['Authentication'] }, { Claims: [] }]);
  });

  it('gives credentials for its own sources alone, new ones when the last were refused', async () => {
    const method = 'GetAuthenticationCredentials';
    const dropped: string[] = [];
    const uris = [{ Uri: own }, { Uri: own, IsRetry: true }, { Uri: 'http://else.test/' }, { Uri: 'broken' }];
    const [, first, again, none, failed] = await speak(dropped, ...uris.map((payload) => ask(method, payload)));
    const credentials = { ResponseCode: 'Success', Username: 'aws', Password: 'T', AuthenticationTypes: ['Basic'] };
    assert.deepEqual([first?.Payload, again?.Payload], [credentials, credentials]);
    assert.deepEqual(dropped, [own]);
    assert.deepEqual(
      [none?.Payload, failed?.Payload],
      [{ ResponseCode: 'NotFound' }, { ResponseCode: 'Error', Message: 'no server' }],
    );
  });

  it('refuses what it does not know, and ends when it is told to', async () => {
    const answers = await speak([], ask('CopyNupkgFile'), ask('__proto__'), ask('Close'), ask('Handshake'));
    assert.deepEqual(
      answers.map(({ Type }) => Type),
      ['Request', 'Fault', 'Fault'],
    );
  });
});

describe('how cargo and NuGet start it', () => {
  it('is a command line of its own', () => {
    assert.deepEqual(argumentsOf(['--cargo-plugin']), ['credential-helper', '--protocol', 'cargo']);
    assert.deepEqual(argumentsOf(['-Plugin']), ['credential-helper', '--protocol', 'nuget']);
    for (const other of [[], ['serve'], ['toString']]) assert.equal(argumentsOf(other), other);
  });
});
