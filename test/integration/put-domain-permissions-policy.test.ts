import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type InProcessApi, startInProcessApi } from '../support/in-process-api.ts';
import { everything, grant, policyText, refuse } from '../support/policy-text.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
});
after(() => server[Symbol.asyncDispose]());

const put = (policyDocument: string, policyRevision?: string) =>
  server.codeartifact.putDomainPermissionsPolicy({
    domain: 'acme',
    policyDocument,
    ...(policyRevision !== undefined && { policyRevision }),
  });

describe('PutDomainPermissionsPolicy: validation', () => {
  const statement = grant('*', 'codeartifact:DescribeDomain');
  const cases: readonly [what: string, document: string, message: RegExp][] = [
    ['what is no JSON', '{', /JSON/],
    ['a document without statements', policyText(), /Statement/],
    ['a statement that names nobody', policyText({ ...statement, Principal: undefined }), /Statement\[0\].*Principal/],
    [
      'half an ARN',
      policyText(grant({ AWS: 'arn:aws:iam::111122223333:user/*' }, 'a:b')),
      /Statement\[0\]\.Principal\.AWS/,
    ],
    [
      'an unknown operator',
      policyText({ ...statement, Condition: { Same: { 'aws:userid': 'x' } } }),
      /Condition\.Same/,
    ],
    ['an unknown element', policyText(statement, { ...statement, When: 'now' }), /Statement\[1\].*When/],
    ['another version', JSON.stringify({ Version: '2020-01-01', Statement: [statement] }), /Version/],
    ['more than 7168 characters', policyText({ ...statement, Sid: 's'.repeat(7168) }), /7168/],
  ];
  for (const [what, document, message] of cases)
    it(`refuses ${what}`, () => assert.rejects(put(document), { name: 'ValidationException', message }));

  it('does not find a domain that is not there', () =>
    assert.rejects(
      server.codeartifact.putDomainPermissionsPolicy({ domain: 'none', policyDocument: policyText(statement) }),
      { name: 'ResourceNotFoundException', resourceType: 'domain' },
    ));
});

describe('PutDomainPermissionsPolicy: permissions', () => {
  const policyDocument = policyText(refuse('*', '*'));
  it('needs PutDomainPermissionsPolicy', () =>
    refusesWithout({
      action: 'codeartifact:PutDomainPermissionsPolicy',
      call: (client) => client.putDomainPermissionsPolicy({ domain: 'acme', policyDocument }),
    }));

  it('is decided without the policy that there is, so that nobody is locked out', async () => {
    await using api = await startInProcessApi();
    const admin = api.clientWith([everything]);
    await admin.createDomain({ domain: 'acme' });
    await admin.putDomainPermissionsPolicy({ domain: 'acme', policyDocument });
    await assert.rejects(admin.describeDomain({ domain: 'acme' }), {
      name: 'AccessDeniedException',
      message:
        /user-0 is not .* codeartifact:DescribeDomain on .*domain\/acme with an explicit deny in a resource-based policy/,
    });
    await admin.putDomainPermissionsPolicy({ domain: 'acme', policyDocument: policyText(grant('*', 'a:b')) });
    await admin.describeDomain({ domain: 'acme' });
  });

  it('cannot be handed to another account', async () => {
    await using api = await startInProcessApi();
    await api.clientWith([everything]).createDomain({ domain: 'acme' });
    const [domain, domainOwner] = ['acme', '111122223333'];
    await api
      .clientWith([everything])
      .putDomainPermissionsPolicy({ domain, policyDocument: policyText(grant('*', '*')) });
    const other = api.clientWith([everything], {}, { accountId: '222233334444' });
    await other.describeDomain({ domain, domainOwner });
    await assert.rejects(other.putDomainPermissionsPolicy({ domain, domainOwner, policyDocument }), {
      name: 'AccessDeniedException',
    });
  });
});

describe('PutDomainPermissionsPolicy: behaviour', () => {
  const other = '222233334444';
  let api: InProcessApi;
  before(async () => {
    api = await startInProcessApi();
    const admin = api.clientWith([everything]);
    await admin.createDomain({ domain: 'acme' });
    await admin.createRepository({ domain: 'acme', repository: 'team' });
  });
  after(() => api[Symbol.asyncDispose]());

  const [domain, domainOwner] = ['acme', '111122223333'];
  const setPolicy = (...statements: object[]) =>
    api.clientWith([everything]).putDomainPermissionsPolicy({ domain, policyDocument: policyText(...statements) });

  it('answers the document as it was sent, with another revision each time', async () => {
    const document = `${policyText(grant({ AWS: other }, 'codeartifact:DescribeDomain'))}\n`;
    const first = await put(document);
    assert.equal(first.policy?.resourceArn, 'arn:aws:codeartifact:us-east-1:111122223333:domain/acme');
    assert.equal(first.policy?.document, document);
    const second = await put(document, first.policy?.revision);
    assert.notEqual(second.policy?.revision, first.policy?.revision);
    await assert.rejects(put(document, first.policy?.revision), { name: 'ConflictException', resourceType: 'domain' });
  });

  it('lets another account in, and there those whom their own account lets', async () => {
    const describeIt = (statements: object[]) =>
      api.clientWith(statements, {}, { accountId: other }).describeDomain({ domain, domainOwner });
    await setPolicy(grant({ AWS: '333344445555' }, 'codeartifact:*'));
    await assert.rejects(describeIt([everything]), { message: /no resource-based policy allows/ });
    await setPolicy(grant({ AWS: other }, 'codeartifact:DescribeDomain'));
    assert.equal((await describeIt([everything])).domain?.owner, domainOwner);
    await assert.rejects(describeIt([]), { message: /no identity-based policy allows/ });
    await assert.rejects(
      api.clientWith([everything], {}, { accountId: other }).listRepositoriesInDomain({ domain, domainOwner }),
      { name: 'AccessDeniedException' },
    );
  });

  it('speaks of everything within the domain', async () => {
    await setPolicy(grant({ AWS: other }, 'codeartifact:*', 'arn:aws:codeartifact:*:*:repository/acme/team'));
    const user = api.clientWith([everything], {}, { accountId: other });
    assert.equal((await user.describeRepository({ domain, domainOwner, repository: 'team' })).repository?.name, 'team');
    await assert.rejects(user.describeDomain({ domain, domainOwner }), { name: 'AccessDeniedException' });
  });

  it('is enough for a user of its own account whom it names', async () => {
    await setPolicy(grant({ AWS: 'arn:aws:iam::111122223333:user/ann' }, 'codeartifact:DescribeDomain'));
    await api.clientWith([], {}, { name: 'ann' }).describeDomain({ domain });
    await assert.rejects(api.clientWith([], {}, { name: 'bob' }).describeDomain({ domain }), {
      message: /no identity-based policy allows/,
    });
    await setPolicy(grant({ AWS: '111122223333' }, 'codeartifact:DescribeDomain'));
    await assert.rejects(api.clientWith([], {}, { name: 'ann' }).describeDomain({ domain }), {
      name: 'AccessDeniedException',
    });
  });

  it('lets another account make repositories, which are its own', async () => {
    const resource = 'arn:aws:codeartifact:us-east-1:111122223333:domain/acme';
    await setPolicy(grant({ AWS: other }, 'codeartifact:CreateRepository', resource));
    const user = api.clientWith([everything], {}, { accountId: other });
    const { repository } = await user.createRepository({ domain, domainOwner, repository: 'theirs' });
    assert.deepEqual([repository?.administratorAccount, repository?.domainOwner], [other, domainOwner]);
    await user.updateRepository({ domain, domainOwner, repository: 'theirs', description: 'ours' });
    await assert.rejects(user.describeRepository({ domain, domainOwner, repository: 'team' }), {
      name: 'AccessDeniedException',
    });
  });

  it('reads the tags of the domain and of the request', async () => {
    const admin = api.clientWith([everything]);
    const arn = 'arn:aws:codeartifact:us-east-1:111122223333:domain/acme';
    await admin.tagResource({ resourceArn: arn, tags: [{ key: 'stage', value: 'test' }] });
    const describing = (stage: string) => ({
      ...{ Effect: 'Allow', Action: 'codeartifact:DescribeDomain', Resource: '*' },
      Condition: { StringEquals: { 'aws:ResourceTag/Stage': stage, 'aws:ResourceAccount': domainOwner } },
    });
    await setPolicy(grant('*', 'a:b'));
    await api.clientWith([describing('test')]).describeDomain({ domain });
    await assert.rejects(api.clientWith([describing('live')]).describeDomain({ domain }), {
      name: 'AccessDeniedException',
    });
    const tagging = {
      ...{ Effect: 'Allow', Action: ['codeartifact:CreateRepository', 'codeartifact:TagResource'], Resource: '*' },
      Condition: {
        StringEquals: { 'aws:RequestTag/cost': '1' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['cost'] },
      },
    };
    const create = (repository: string, tags: Record<string, string>) =>
      api.clientWith([tagging]).createRepository({
        ...{ domain, repository },
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      });
    await create('tagged', { cost: '1' });
    for (const tags of [{}, { cost: '2' }, { cost: '1', more: 'x' }] as Record<string, string>[])
      await assert.rejects(create('other', tags), { name: 'AccessDeniedException' });
  });

  it('goes with the domain', async () => {
    const admin = api.clientWith([everything]);
    await admin.createDomain({ domain: 'short' });
    await admin.putDomainPermissionsPolicy({
      domain: 'short',
      policyDocument: policyText(refuse('*', 'codeartifact:DescribeDomain')),
    });
    await admin.deleteDomain({ domain: 'short' });
    await admin.createDomain({ domain: 'short' });
    assert.equal((await admin.describeDomain({ domain: 'short' })).domain?.name, 'short');
  });
});
