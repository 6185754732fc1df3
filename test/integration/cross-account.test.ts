import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addAccount } from '../support/accounts.ts';
import { policyText } from '../support/policy-text.ts';
import { allow, type ClientsOf, clientsOf, documentOf } from '../support/principals.ts';
import { publishNpm } from '../support/publish-packages.ts';
import { startServer, type TestServer } from '../support/server.ts';

const account = '111122223333';
const partnerAccount = '444455556666';
const reader = `arn:aws:iam::${partnerAccount}:user/reader`;
const arn = `arn:aws:codeartifact:us-east-1:${account}`;
const tokenActions = ['codeartifact:GetAuthorizationToken', 'sts:GetServiceBearerToken'];
const read = 'codeartifact:ReadFromRepository';

let server: TestServer;
let partner: ClientsOf;
let guest: ClientsOf;
before(async () => {
  server = await startServer({ repositories: { team: [], other: [] } });
  for (const repository of ['team', 'other']) await publishNpm(server, repository, { name: 'left', version: '1.0.0' });
  partner = await addAccount(server, partnerAccount);
  await partner.iam.createUser({ UserName: 'reader' });
  const { AccessKey } = await partner.iam.createAccessKey({ UserName: 'reader' });
  guest = clientsOf(server, {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
});
after(() => server[Symbol.asyncDispose]());

/** What the user's own account says. */
const own = (...statements: object[]) =>
  partner.iam.putUserPolicy({ UserName: 'reader', PolicyName: 'p', PolicyDocument: documentOf(...statements) });
const shared = (Action: readonly string[], Principal: object = { AWS: reader }) =>
  policyText({ Effect: 'Allow', Principal, Action, Resource: '*' });
/** What the domain says. */
const domainSays = (policyDocument: string) =>
  server.codeartifact.putDomainPermissionsPolicy({ domain: 'acme', policyDocument });
/** What the repository says; null: nothing. */
const team = { domain: 'acme', repository: 'team' };
const repositorySays = (policyDocument: string | null) =>
  policyDocument === null
    ? server.codeartifact.deleteRepositoryPermissionsPolicy(team)
    : server.codeartifact.putRepositoryPermissionsPolicy({ ...team, policyDocument });

async function askToken(): Promise<string> {
  const { authorizationToken } = await guest.codeartifact.getAuthorizationToken({
    domain: 'acme',
    domainOwner: account,
  });
  return authorizationToken ?? '';
}

/** Statuses of a packument, its tarball, and a publish. */
async function statuses(token: string, repository = 'team'): Promise<readonly number[]> {
  const base = `${server.url}/npm/d/acme-${account}/${repository}`;
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (path: string, init: RequestInit = {}): Promise<number> => {
    const response = await fetch(`${base}/${path}`, { ...init, headers });
    await response.arrayBuffer();
    return response.status;
  };
  return [await ask('left'), await ask('left/-/left-1.0.0.tgz'), await ask('theirs', { method: 'PUT', body: '{}' })];
}

const denied = { name: 'AccessDeniedException' };

describe('a user of another account', () => {
  const ownAllow = allow([...tokenActions, read]);
  let token: string;

  it('has no token unless its own policies and those of the domain allow it', async () => {
    await own(ownAllow);
    await assert.rejects(askToken(), denied);
    await domainSays(shared(tokenActions));
    token = await askToken();
    await own(allow(read));
    await assert.rejects(askToken(), denied);
    await own(ownAllow);
    await domainSays(shared(['codeartifact:DescribeDomain']));
    await assert.rejects(askToken(), denied);
    await domainSays(shared(tokenActions));
    token = await askToken();
  });

  it('reads nothing while its own side alone allows it', async () => {
    assert.deepEqual(await statuses(token), [403, 403, 403]);
  });

  it('reads, and only that repository, once both sides allow it', async () => {
    await repositorySays(shared([read]));
    assert.deepEqual(await statuses(token), [200, 200, 403]);
    assert.deepEqual(await statuses(token, 'other'), [403, 403, 403]);
  });

  it('reads as well where the policy of the domain allows it', async () => {
    await repositorySays(null);
    assert.deepEqual(await statuses(token), [403, 403, 403]);
    await domainSays(shared([...tokenActions, read]));
    assert.deepEqual(await statuses(token), [200, 200, 403]);
    await domainSays(shared(tokenActions));
  });

  it('reads nothing while the other side alone allows it', async () => {
    await repositorySays(shared([read]));
    await own(allow(tokenActions));
    assert.deepEqual(await statuses(token), [403, 403, 403]);
    await own(ownAllow);
    assert.deepEqual(await statuses(token), [200, 200, 403]);
  });

  it('is shared with by its whole account, and not by somebody else of it', async () => {
    await repositorySays(shared([read], { AWS: partnerAccount }));
    assert.deepEqual(await statuses(token), [200, 200, 403]);
    await repositorySays(shared([read], { AWS: `arn:aws:iam::${partnerAccount}:user/admin` }));
    assert.deepEqual(await statuses(token), [403, 403, 403]);
    await repositorySays(shared([read]));
  });

  it('is refused by a deny of either side', async () => {
    const refusal = { Effect: 'Deny', Action: read, Resource: `${arn}:repository/acme/team` };
    await own(ownAllow, refusal);
    assert.deepEqual(await statuses(token), [403, 403, 403]);
    await own(ownAllow);
    await repositorySays(
      policyText(
        { Effect: 'Allow', Principal: { AWS: reader }, Action: read, Resource: '*' },
        { ...refusal, Principal: { AWS: partnerAccount } },
      ),
    );
    assert.deepEqual(await statuses(token), [403, 403, 403]);
    await repositorySays(shared([read]));
  });

  it('is gone with its user', async () => {
    assert.deepEqual(await statuses(token), [200, 200, 403]);
    const { AccessKeyMetadata = [] } = await partner.iam.listAccessKeys({ UserName: 'reader' });
    for (const { AccessKeyId } of AccessKeyMetadata)
      await partner.iam.deleteAccessKey({ UserName: 'reader', AccessKeyId: AccessKeyId ?? '' });
    await partner.iam.deleteUserPolicy({ UserName: 'reader', PolicyName: 'p' });
    await partner.iam.deleteUser({ UserName: 'reader' });
    assert.deepEqual(await statuses(token), [401, 401, 401]);
  });
});
