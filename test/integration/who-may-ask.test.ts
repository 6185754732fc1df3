import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishDocument, tarball } from '../../conformance/npm/raw-requests.ts';
import { catalogue } from '../../src/formats/catalogue.ts';
import type { Format } from '../../src/formats/format.ts';
import { buildWheel } from '../../src/formats/pypi/fixtures/distributions.ts';
import { addAccount } from '../support/accounts.ts';
import { routesOf, type WalkedRoute, withoutPermission } from '../support/format-routes.ts';
import { grant, policyText } from '../support/policy-text.ts';
import { addUser, allow, type ClientsOf, clientsOf, documentOf } from '../support/principals.ts';
import { sha256Of } from '../support/publish-generic.ts';
import { type GiveRights, giveRightsTo, rightsNeeded } from '../support/rights-needed.ts';
import { startServer, type TestServer } from '../support/server.ts';

const account = '111122223333';
const partnerAccount = '444455556666';
const arn = `arn:aws:codeartifact:us-east-1:${account}`;
const team = `${arn}:repository/acme/team`;
const tokenActions = ['codeartifact:GetAuthorizationToken', 'sts:GetServiceBearerToken'];

let server: TestServer;
let nearlyToken: string;
let walkerToken: string;
let give: GiveRights;
let foreignTokens: readonly (readonly [what: string, token: string])[];

async function tokenOf({ codeartifact }: ClientsOf, domainOwner: string): Promise<string> {
  const { authorizationToken } = await codeartifact.getAuthorizationToken({ domain: 'acme', domainOwner });
  return authorizationToken ?? '';
}

before(async () => {
  server = await startServer({ repositories: { team: [] } });
  [nearlyToken = '', walkerToken = ''] = await Promise.all(
    ['nearly', 'walker'].map(async (name) => tokenOf(await addUser(server, name, [allow(tokenActions)]), account)),
  );
  give = giveRightsTo(clientsOf(server), 'walker');
  await server.codeartifact.createDomain({ domain: 'other' });
  const partner = await addAccount(server, partnerAccount);
  await partner.codeartifact.createDomain({ domain: 'acme' });
  const policyDocument = policyText(grant({ AWS: partnerAccount }, tokenActions));
  await server.codeartifact.putDomainPermissionsPolicy({ domain: 'acme', policyDocument });
  foreignTokens = [
    ['of another account', await tokenOf(partner, account)],
    ['of another account, for its domain of that name', await tokenOf(partner, partnerAccount)],
    ['of the administrator, for another domain', await server.token('other')],
  ];
});
after(() => server[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly challenge: string | null;
  readonly text: string;
}

async function ask(
  url: string,
  method: string,
  authorization: string | null,
  body?: RequestInit['body'],
): Promise<Answer> {
  const response = await fetch(url, {
    ...{ method, redirect: 'manual', headers: authorization === null ? {} : { authorization } },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, challenge: response.headers.get('www-authenticate'), text: await response.text() };
}

const askRoute = ({ url, method }: WalkedRoute, token: string | null, as = method): Promise<Answer> =>
  ask(url, as, token && `Bearer ${token}`, method === 'GET' || method === 'DELETE' ? undefined : '{}');

const refusedIn = ({ status, text }: Answer): string | null => (status === 401 || status === 403 ? text : null);

const guarded = (): [Format, WalkedRoute][] =>
  [...catalogue.values()].flatMap((format) =>
    routesOf(server, format)
      .filter(({ name }) => !withoutPermission.has(name))
      .map((route): [Format, WalkedRoute] => [format, route]),
  );

/** The right that a route asks for first: reading is of the repository, everything else of the package that is named. */
function assertFirstRight({ name, access }: WalkedRoute, format: Format, [action, resource]: readonly string[]): void {
  assert.ok(Array.isArray(access), `${name} asks for no right`);
  assert.equal(action, `codeartifact:${access.at(-1)}`, name);
  const prefix = `${arn}:package/acme/team/${format.id}/`;
  const isNamed =
    resource?.startsWith(prefix) &&
    /^(?:\/package|scope\/name|namespace\/package)$/.test(resource.slice(prefix.length));
  const isInBody = !/:(?:package|name|project)\b/.test(name);
  assert.ok(
    action === 'codeartifact:ReadFromRepository' || isInBody ? resource === team : isNamed,
    `${name}: ${resource}`,
  );
}

describe('every route of every format', () => {
  async function refuseStranger({ id }: Format, route: WalkedRoute, token: string | null): Promise<void> {
    const { status, challenge, text } = await askRoute(route, token);
    const what = `${route.name} with ${token}`;
    assert.equal(status, 401, what);
    assert.match(challenge ?? '', /Basic realm=/, what);
    assert.match(text, id === 'pypi' ? /^\w/ : /^\{.*"message":"\w/, what);
    if (route.method === 'GET') assert.equal((await askRoute(route, token, 'HEAD')).status, 401, what);
  }

  it('refuses who shows no token, or one that is none', async () => {
    const [head, , signature] = walkerToken.split('.');
    const claims = Buffer.from(JSON.stringify({ sub: 'admin' })).toString('base64url');
    for (const [format, route] of guarded())
      for (const token of [null, 'wrong', `coffer_robot_${'a'.repeat(43)}`, `${head}.${claims}.${signature}`])
        await refuseStranger(format, route, token);
  });

  it('refuses who may do everything, but elsewhere', async () => {
    for (const [, route] of guarded())
      for (const [what, token] of foreignTokens) {
        const { status, text } = await askRoute(route, token);
        assert.equal(status, 403, `${route.name} with a token ${what}: ${text}`);
      }
  });

  it('refuses who may do everything but that', async () => {
    const { iam } = clientsOf(server);
    for (const [, route] of guarded()) {
      const actions = [route.access].flat().map((action) => `codeartifact:${action}`);
      const PolicyDocument = documentOf(allow('*'), { Effect: 'Deny', Action: actions, Resource: '*' });
      await iam.putUserPolicy({ UserName: 'nearly', PolicyName: 'grants', PolicyDocument });
      const { status, text } = await askRoute(route, nearlyToken);
      assert.equal(status, 403, `${route.name}: ${text}`);
      assert.match(text, /is not authorized to perform: codeartifact:\w+ on resource: .* with an explicit deny/);
    }
  });

  it('lets in who has exactly the right, and nobody without it', async () => {
    let walked = 0;
    for (const [format, route] of guarded()) {
      const { rights, answer } = await rightsNeeded(give, () => askRoute(route, walkerToken), refusedIn);
      assert.ok(answer.status < 500, `${route.name}: ${answer.status} ${answer.text}`);
      assertFirstRight(route, format, rights[0] ?? []);
      walked += 1;
    }
    assert.ok(walked > 30, `${walked} routes`);
  });

  it('asks for no right where that is by intent', async () => {
    await give([]);
    for (const format of catalogue.values())
      for (const route of routesOf(server, format).filter(({ name }) => withoutPermission.has(name)))
        assert.doesNotMatch((await askRoute(route, walkerToken)).text, /is not authorized to perform/, route.name);
  });
});

describe('an upload', () => {
  const endpoint = (format: string): string => `${server.url}/${format}/d/acme-${account}/team/`;

  async function putNpm(name: string): Promise<Answer> {
    const body = publishDocument({ name, bytes: await tarball({ name, version: '1.0.0' }) });
    return ask(`${endpoint('npm')}${name}`, 'PUT', `Bearer ${walkerToken}`, body);
  }
  async function postWheel(name: string): Promise<Answer> {
    const { filename, bytes } = buildWheel(name, '1.0');
    const form = new FormData();
    const fields = {
      ':action': 'file_upload',
      name,
      version: '1.0',
      protocol_version: '1',
      filetype: 'bdist_wheel',
      pyversion: 'py3',
    };
    for (const [key, value] of Object.entries({ ...fields, metadata_version: '2.1', sha256_digest: sha256Of(bytes) }))
      form.append(key, value);
    form.append('content', new Blob([new Uint8Array(bytes)]), filename);
    return ask(endpoint('pypi'), 'POST', `Basic ${btoa(`aws:${walkerToken}`)}`, form);
  }
  const putGeneric = (name: string): Promise<Answer> =>
    ask(`${endpoint('generic')}ns/${name}/1.0/a.bin`, 'PUT', `Bearer ${walkerToken}`, 'x');

  for (const [format, upload, path] of [
    ['npm', putNpm, '/mine'],
    ['pypi', postWheel, '/mine'],
    ['generic', putGeneric, 'ns/mine'],
  ] as const)
    it(`to ${format} needs the right to publish that package, and no other right`, async () => {
      const resource = `${arn}:package/acme/team/${format}/${path}`;
      const { rights, answer } = await rightsNeeded(give, () => upload('mine'), refusedIn);
      assert.ok(answer.status < 300, `${answer.status} ${answer.text}`);
      const isNpm = format === 'npm';
      // One route takes uploads and new tags, so its refusal names the lesser of the two.
      assert.deepEqual(rights.at(-1), ['codeartifact:PublishPackageVersion', resource]);
      assert.equal(rights.length, isNpm ? 2 : 1);
      await give([['codeartifact:PublishPackageVersion', resource]]);
      assert.equal((await upload('theirs')).status, 403);
      assert.notEqual((await upload('mine')).status, 403);
    });
});
