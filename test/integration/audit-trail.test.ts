import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { runCoffer } from '../storage/run-coffer.ts';
import { type AuditRow, auditRows } from '../support/audit-rows.ts';
import { addUser, allow, type ClientsOf, clientsOf, documentOf, trusting } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts';

const account = '111122223333';

describe('which token a request came with', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer({ repositories: { team: [] }, env: { COFFER_ANONYMOUS_READ: 'true' } });
    await addUser(server, 'robot', [allow('codeartifact:*')]);
  });
  after(() => server[Symbol.asyncDispose]());

  async function ask(path: string, token: string | null, method = 'GET'): Promise<string> {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const body = method === 'PUT' ? { body: 'x' } : {};
    const response = await fetch(`${server.url}/${path}`, { method, headers, ...body });
    await response.arrayBuffer();
    return response.headers.get('x-amzn-requestid') ?? '';
  }
  const npm = `npm/d/acme-${account}/team`;
  const detailOf = (rows: readonly AuditRow[], id: string): Record<string, unknown> =>
    JSON.parse(rows.find(({ requestId }) => requestId === id)?.detail ?? '{}');

  it('is told by its id, of reads, repeated reads, writes and refusals, and never by itself', async () => {
    const args = ['token', 'create', 'mirror', '--user', 'robot', '--domain', 'acme'];
    const robot = (await runCoffer(server, args)).stdout.trim();
    const jwt = await server.token();
    const jti = decodeJwt(jwt).jti ?? '';
    assert.match(jti, /\w/);
    const asset = `generic/d/acme-${account}/team/ns/tool/1.0/a.bin`;
    const asked: [string, unknown][] = [];
    for (const [path, token, method, wanted] of [
      [asset, jwt, 'PUT', jti],
      [asset, robot, 'PUT', 'robot/mirror'],
      ...Array.from({ length: 3 }, () => [`${npm}/-/ping`, jwt, 'GET', jti] as const),
      ...Array.from({ length: 3 }, () => [`${npm}/-/ping`, robot, 'GET', 'robot/mirror'] as const),
      [`${npm}/-/ping`, null, 'GET', null],
      [`${npm}/left?token=${jwt}&old=${robot}`, jwt, 'GET', jti],
      [`${npm}/${robot}?token=${jwt}`, robot, 'GET', 'robot/mirror'],
    ] as const)
      asked.push([await ask(path, token, method), wanted]);
    const rows = await auditRows(server);
    for (const [id, wanted] of asked) {
      const detail = detailOf(rows, id);
      assert.deepEqual([detail['tokenId'], typeof detail['requestUri']], [wanted, 'string'], JSON.stringify(detail));
    }
    const trail = JSON.stringify(rows);
    for (const token of [jwt, robot]) assert.ok(!trail.includes(token), 'the trail holds a token');
    assert.equal(rows.filter(({ outcome }) => outcome === 'denied').length, 2);
  });
});

describe('credentials that were given out', () => {
  let issuer: TokenIssuer;
  let server: TestServer;
  let admin: ClientsOf;
  before(async () => {
    issuer = await startTokenIssuer();
    const env = { COFFER_AUDIT_READS: 'off', COFFER_TRUSTED_ISSUERS: issuer.url };
    server = await startServer({ repositories: { team: [] }, env });
    admin = clientsOf(server);
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await issuer[Symbol.asyncDispose]();
  });

  it('are in the trail where reads are not', async () => {
    const { OpenIDConnectProviderArn: Federated } = await admin.iam.createOpenIDConnectProvider({
      ...{ Url: issuer.url, ClientIDList: ['sts.amazonaws.com'] },
    });
    const addRole = async (RoleName: string, AssumeRolePolicyDocument: string): Promise<string> => {
      const { Role } = await admin.iam.createRole({ RoleName, AssumeRolePolicyDocument });
      return Role?.Arn ?? '';
    };
    const deploy = await addRole('deploy', trusting({ AWS: account }));
    const job = await addRole('job', trusting({ Federated }, 'sts:AssumeRoleWithWebIdentity'));
    const PolicyDocument = documentOf(allow('sts:AssumeRole', deploy));
    await admin.iam.putUserPolicy({ UserName: 'admin', PolicyName: 'p', PolicyDocument });
    await admin.codeartifact.listDomains();
    await admin.sts.getCallerIdentity();
    await server.token();
    await admin.sts.getSessionToken();
    const RoleSessionName = 'build';
    await admin.sts.assumeRole({ RoleArn: deploy, RoleSessionName });
    const WebIdentityToken = await issuer.sign({ sub: 'repo:acme/app', aud: 'sts.amazonaws.com' });
    await admin.sts.assumeRoleWithWebIdentity({ RoleArn: job, RoleSessionName, WebIdentityToken });

    const asked = (await auditRows(server)).filter(({ action }) => !/^iam:|:Create/.test(action));
    assert.deepEqual(
      asked.map(({ action, outcome }) => [action, outcome]),
      [
        ['codeartifact:GetAuthorizationToken', 'allowed'],
        ['sts:GetSessionToken', 'allowed'],
        ['sts:AssumeRole', 'allowed'],
        ['sts:AssumeRoleWithWebIdentity', 'allowed'],
      ],
    );
  });
});
