import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SignJWT, UnsecuredJWT } from 'jose';
import { createTestStore } from '../../test/support/create-test-store.ts';
import { openRootKey } from '../keys/root-key.ts';
import type { Database } from '../metadata/database.ts';
import { keyRecords } from '../metadata/keys.ts';
import { type AuthTokens, createAuthTokens, type TokenSubject } from './auth-token.ts';
import { createSessionSeals } from './session-seals.ts';
import { createSigningKeys } from './signing-keys.ts';

const subject: TokenSubject = {
  principalId: 'AIDAEXAMPLE',
  principalArn: 'arn:aws:iam::111122223333:user/admin',
  accessKeyId: 'AKIAEXAMPLE',
  session: null,
  domain: { id: 4, owner: '111122223333', name: 'my-domain' },
};
const start = Date.parse('2026-06-01T00:00:00.250Z');
let now = start;
const clock = { now: () => new Date(now) };
let folder: string;
let database: Database;

const open = async (): Promise<AuthTokens> => {
  const records = keyRecords(database, clock);
  const root = await openRootKey({ folder: join(folder, 'keys'), record: records.rootKey });
  const ring = { root, store: records.keys, clock };
  return createAuthTokens({ keys: createSigningKeys(ring), seals: createSessionSeals(ring), clock });
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coffer-tokens-'));
  database = await (await createTestStore()).connect();
});
after(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a token', () => {
  it('starts as those of the service do and tells whom it stands for', async () => {
    now = start;
    const tokens = await open();
    const { token, expiresAt } = await tokens.issue(subject, 43_200);
    assert.match(token, /^eyJ/);
    assert.equal(expiresAt.toISOString(), '2026-06-01T12:00:00.000Z');
    for (const round of ['first', 'remembered']) {
      const verdict = await tokens.verify(token);
      assert.equal(verdict.kind, 'valid', round);
      if (verdict.kind !== 'valid') return;
      const { tokenId, issuedAt, ...claims } = verdict.claims;
      assert.deepEqual(claims, { ...subject, expiresAt });
      assert.equal(issuedAt.toISOString(), '2026-06-01T00:00:00.000Z');
      assert.match(tokenId, /^[0-9a-f-]{36}$/);
    }
  });

  it('is good in every process, also one that started at the same time', async () => {
    now = start;
    const processes = await Promise.all([open(), open(), open()]);
    const { token } = (await processes[0]?.issue(subject, 900)) ?? { token: '' };
    for (const tokens of processes) assert.equal((await tokens.verify(token)).kind, 'valid');
  });

  it('expires, remembered or not', async () => {
    now = start;
    const tokens = await open();
    const { token } = await tokens.issue(subject, 900);
    assert.equal((await tokens.verify(token)).kind, 'valid');
    now = start + 899_000;
    assert.equal((await tokens.verify(token)).kind, 'valid');
    now = start + 900_000;
    assert.deepEqual(await tokens.verify(token), { kind: 'expired' });
    assert.deepEqual(await tokens.verify(token), { kind: 'expired' });
    assert.deepEqual(await (await open()).verify(token), { kind: 'expired' });
  });

  it('is invalid with any character changed or cut', async () => {
    now = start;
    const tokens = await open();
    const { token } = await tokens.issue(subject, 900);
    for (let at = 0; at < token.length; at += 7) {
      const other = token[at] === 'A' ? 'B' : 'A';
      assert.equal((await tokens.verify(token.slice(0, at) + other + token.slice(at + 1))).kind, 'invalid', `at ${at}`);
      assert.equal((await tokens.verify(token.slice(0, at))).kind, 'invalid', `cut at ${at}`);
    }
  });

  const claims = { arn: 'a', aki: 'b', dom: 4, own: 'c', dn: 'd', iss: 'coffer', sub: 'e', jti: 'f' };
  const times = { iat: start / 1000, exp: start / 1000 + 900 };
  const forged: [name: string, make: () => string | Promise<string>][] = [
    ['an empty text', () => ''],
    ['no JWT', () => 'not-a-token'],
    ['an unsigned one', () => new UnsecuredJWT({ ...claims, ...times }).encode()],
    [
      'one signed with another key',
      () =>
        new SignJWT({ ...claims, ...times })
          .setProtectedHeader({ alg: 'EdDSA', kid: '1' })
          .sign(generateKeyPairSync('ed25519').privateKey),
    ],
    [
      'one that names an unknown key',
      () =>
        new SignJWT({ ...claims, ...times })
          .setProtectedHeader({ alg: 'EdDSA', kid: '__proto__' })
          .sign(generateKeyPairSync('ed25519').privateKey),
    ],
    [
      'one of another algorithm',
      () => new SignJWT({ ...claims, ...times }).setProtectedHeader({ alg: 'HS256', kid: '1' }).sign(Buffer.alloc(32)),
    ],
    ['one that is too long', () => `eyJ${'x'.repeat(100_000)}`],
  ];
  for (const [name, make] of forged)
    it(`is invalid when it is ${name}`, async () => {
      now = start;
      const tokens = await open();
      await tokens.issue(subject, 900);
      assert.deepEqual(await tokens.verify(await make()), { kind: 'invalid' });
    });
});
