import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createIssuerAt, nameOfIssuer } from './issuer-at.ts';
import { IssuerError } from './issuer-keys.ts';
import { createWebIdentities, type WebIdentityVerdict } from './web-identity.ts';

const issuer = { url: new URL('https://issuer.test/ci'), isTrusted: false };
const jwksUri = 'https://keys.test/set';
let now = Date.parse('2026-06-01T00:00:00Z');
const clock = { now: () => new Date(now) };

async function newKey(kid: string, alg = 'ES256') {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid } };
}

type Key = Awaited<ReturnType<typeof newKey>>;

const sign = ({ kid, alg, privateKey }: Key, claims: Record<string, unknown> = {}) => {
  const iat = Math.floor(now / 1000);
  return new SignJWT({ iss: issuer.url.href, sub: 'job', aud: 'coffer', iat, exp: iat + 60, ...claims })
    .setProtectedHeader({ alg, kid })
    .sign(privateKey);
};

/** The issuer's documents by address; what is not there cannot be fetched. */
function identitiesOver(documents: Record<string, unknown>) {
  const asked: string[] = [];
  const identities = createWebIdentities({
    clock,
    async fetchJson({ href }) {
      asked.push(href);
      if (!(href in documents)) throw new IssuerError(`${href}: status 404`);
      return documents[href];
    },
  });
  const verify = async (token: string): Promise<WebIdentityVerdict> => identities.verify(token, issuer, ['coffer']);
  return { asked, verify };
}

const discovery = 'https://issuer.test/ci/.well-known/openid-configuration';
const wellKnown = { [discovery]: { issuer: issuer.url.href, jwks_uri: jwksUri } };

describe('the keys of an issuer', () => {
  it('are found below its path, kept for an hour, and looked for again when there is a new one', async () => {
    const [first, second] = [await newKey('1'), await newKey('2')];
    const documents: Record<string, unknown> = { ...wellKnown, [jwksUri]: { keys: [first.jwk] } };
    const { asked, verify } = identitiesOver(documents);
    for (let n = 0; n < 3; n++) assert.equal((await verify(await sign(first))).kind, 'valid');
    assert.deepEqual(asked, [discovery, jwksUri]);
    documents[jwksUri] = { keys: [second.jwk] };
    assert.equal((await verify(await sign(second))).kind, 'invalid');
    assert.equal(asked.length, 2, 'a storm of unknown keys asks nobody');
    now += 30_000;
    assert.equal((await verify(await sign(second))).kind, 'valid');
    assert.equal((await verify(await sign(first))).kind, 'invalid');
    assert.equal(asked.length, 4);
    now += 3_600_001;
    assert.equal((await verify(await sign(second))).kind, 'valid');
    assert.equal(asked.length, 6);
  });

  for (const [what, documents] of [
    ['an issuer that does not answer', {}],
    ['the configuration of another issuer', { [discovery]: { issuer: 'https://evil.test', jwks_uri: jwksUri } }],
    ['keys over plain http', { [discovery]: { issuer: issuer.url.href, jwks_uri: 'http://keys.test/set' } }],
    ['no configuration', { [discovery]: 'text' }],
    ['no key set', { ...wellKnown, [jwksUri]: { keys: 'none' } }],
    ['too many keys', { ...wellKnown, [jwksUri]: { keys: Array.from({ length: 101 }, () => ({})) } }],
  ] as const)
    it(`cannot be had from ${what}`, async () => {
      const { verify } = identitiesOver(documents);
      assert.equal((await verify(await sign(await newKey('1')))).kind, 'unreachable');
    });
});

describe('a token', () => {
  it('is good for its audience and its time, and shows its claims', async () => {
    const key = await newKey('1', 'RS256');
    const { verify } = identitiesOver({ ...wellKnown, [jwksUri]: { keys: [key.jwk] } });
    const claims = { aud: ['b', 'coffer'], ref: 'main', run: 7, own: true, groups: ['x'], nested: { a: 1 } };
    const verdict = await verify(await sign(key, claims));
    assert.ok(verdict.kind === 'valid');
    const { subject, audience, claims: read } = verdict.identity;
    assert.deepEqual([subject, audience, read.get('aud')], ['job', 'coffer', 'coffer']);
    assert.deepEqual([read.get('run'), read.get('own'), read.get('groups')], ['7', 'true', ['x']]);
    assert.equal(read.has('nested'), false);
    const at = Math.floor(now / 1000);
    assert.equal((await verify(await sign(key, { exp: at - 61 }))).kind, 'expired');
    assert.equal((await verify(await sign(key, { exp: undefined }))).kind, 'invalid');
    assert.equal((await verify(await sign(key, { nbf: at + 120 }))).kind, 'invalid');
    assert.equal((await verify(await sign(key, { aud: 'other' }))).kind, 'invalid');
  });

  it('is not one that a shared secret signed', async () => {
    const key = await newKey('1');
    const { verify } = identitiesOver({ ...wellKnown, [jwksUri]: { keys: [key.jwk] } });
    const forged = await new SignJWT({ iss: issuer.url.href, sub: 'job', aud: 'coffer', iat: 1, exp: 9e9 })
      .setProtectedHeader({ alg: 'HS256', kid: '1' })
      .sign(Buffer.from(JSON.stringify(key.jwk)));
    assert.equal((await verify(forged)).kind, 'invalid');
  });
});

describe('an issuer', () => {
  it('is at an https address, or where the operator says', () => {
    const at = createIssuerAt([new URL('http://10.0.0.1:8080/')]);
    assert.deepEqual(at('http://10.0.0.1:8080'), { url: new URL('http://10.0.0.1:8080'), isTrusted: true });
    assert.equal(at('https://Issuer.test/ci/')?.isTrusted, false);
    assert.equal(nameOfIssuer(at('https://Issuer.test:443/Ci/') as never), 'issuer.test/Ci');
    for (const text of [
      'http://issuer.test',
      'ftp://issuer.test',
      'issuer',
      'https://a@b.test',
      'https://b.test/?q',
      'https://b.test/#f',
    ])
      assert.equal(at(text), null, text);
  });
});
