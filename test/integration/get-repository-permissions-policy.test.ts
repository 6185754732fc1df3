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

const subject = { domain: 'acme', repository: 'team' };

describe('GetRepositoryPermissionsPolicy: validation', () => {
  it('does not find a policy where there is none', () =>
    assert.rejects(server.codeartifact.getRepositoryPermissionsPolicy(subject), {
      ...{ name: 'ResourceNotFoundException', resourceType: 'repository' },
      message: /acme\/team \(its permissions policy\)/,
    }));

  it('does not find a repository that is not there', () =>
    assert.rejects(server.codeartifact.getRepositoryPermissionsPolicy({ domain: 'acme', repository: 'none' }), {
      ...{ name: 'ResourceNotFoundException', resourceType: 'repository' },
    }));
});

describe('GetRepositoryPermissionsPolicy: permissions', () => {
  it('needs GetRepositoryPermissionsPolicy', () =>
    refusesWithout({
      action: 'codeartifact:GetRepositoryPermissionsPolicy',
      call: (client) => client.getRepositoryPermissionsPolicy(subject),
    }));
});

describe('GetRepositoryPermissionsPolicy: behaviour', () => {
  it('answers what was put last', async () => {
    for (const action of ['codeartifact:DescribeRepository', 'codeartifact:*']) {
      const policyDocument = policyText(grant({ AWS: '222233334444' }, action));
      const { policy: put } = await server.codeartifact.putRepositoryPermissionsPolicy({ ...subject, policyDocument });
      const { policy } = await server.codeartifact.getRepositoryPermissionsPolicy(subject);
      assert.equal(policy?.document, policyDocument);
      assert.deepEqual(policy, put);
    }
  });
});
