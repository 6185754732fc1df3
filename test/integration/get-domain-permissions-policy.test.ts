import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { grant, policyText } from '../support/policy-text.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
});
after(() => server[Symbol.asyncDispose]());

const subject = { domain: 'acme' };

describe('GetDomainPermissionsPolicy: validation', () => {
  it('does not find a policy where there is none', () =>
    assert.rejects(server.codeartifact.getDomainPermissionsPolicy(subject), {
      ...{ name: 'ResourceNotFoundException', resourceType: 'domain' },
      message: /acme \(its permissions policy\)/,
    }));

  it('does not find a domain that is not there', () =>
    assert.rejects(server.codeartifact.getDomainPermissionsPolicy({ domain: 'none' }), {
      ...{ name: 'ResourceNotFoundException', resourceType: 'domain' },
    }));
});

describe('GetDomainPermissionsPolicy: permissions', () => {
  it('needs GetDomainPermissionsPolicy', () =>
    refusesWithout({
      action: 'codeartifact:GetDomainPermissionsPolicy',
      call: (client) => client.getDomainPermissionsPolicy(subject),
    }));
});

describe('GetDomainPermissionsPolicy: behaviour', () => {
  it('answers what was put last', async () => {
    for (const action of ['codeartifact:DescribeDomain', 'codeartifact:*']) {
      const policyDocument = policyText(grant({ AWS: '222233334444' }, action));
      const { policy: put } = await server.codeartifact.putDomainPermissionsPolicy({ ...subject, policyDocument });
      const { policy } = await server.codeartifact.getDomainPermissionsPolicy(subject);
      assert.equal(policy?.document, policyDocument);
      assert.deepEqual(policy, put);
    }
  });
});
