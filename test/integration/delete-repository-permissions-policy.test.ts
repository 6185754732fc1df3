import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startInProcessApi } from '../support/in-process-api.ts';
import { everything, grant, policyText, refuse } from '../support/policy-text.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
});
after(() => server[Symbol.asyncDispose]());

const subject = { domain: 'acme', repository: 'team' };
const policyDocument = policyText(grant({ AWS: '222233334444' }, 'codeartifact:*'));

describe('DeleteRepositoryPermissionsPolicy: validation', () => {
  it('does not find a policy where there is none', () =>
    assert.rejects(server.codeartifact.deleteRepositoryPermissionsPolicy(subject), {
      ...{ name: 'ResourceNotFoundException', resourceType: 'repository' },
    }));

  it('refuses to delete another revision than the one that is named', async () => {
    const { policy: first } = await server.codeartifact.putRepositoryPermissionsPolicy({ ...subject, policyDocument });
    await server.codeartifact.putRepositoryPermissionsPolicy({ ...subject, policyDocument });
    await assert.rejects(
      server.codeartifact.deleteRepositoryPermissionsPolicy({ ...subject, policyRevision: first?.revision }),
      { name: 'ConflictException', resourceId: 'acme/team', resourceType: 'repository' },
    );
    await server.codeartifact.getRepositoryPermissionsPolicy(subject);
  });
});

describe('DeleteRepositoryPermissionsPolicy: permissions', () => {
  it('needs DeleteRepositoryPermissionsPolicy', () =>
    refusesWithout({
      action: 'codeartifact:DeleteRepositoryPermissionsPolicy',
      call: (client) => client.deleteRepositoryPermissionsPolicy(subject),
    }));

  it('is decided without the policy that there is', async () => {
    await using api = await startInProcessApi();
    const admin = api.clientWith([everything]);
    await admin.createDomain({ domain: 'acme' });
    await admin.createRepository({ domain: 'acme', repository: 'team' });
    await admin.putRepositoryPermissionsPolicy({ ...subject, policyDocument: policyText(refuse('*', '*')) });
    await admin.deleteRepositoryPermissionsPolicy(subject);
    await admin.describeRepository(subject);
  });
});

describe('DeleteRepositoryPermissionsPolicy: behaviour', () => {
  it('answers what it was, and leaves none', async () => {
    const { policy: put } = await server.codeartifact.putRepositoryPermissionsPolicy({ ...subject, policyDocument });
    const { policy } = await server.codeartifact.deleteRepositoryPermissionsPolicy({
      ...subject,
      policyRevision: put?.revision,
    });
    assert.deepEqual(policy, put);
    await assert.rejects(server.codeartifact.getRepositoryPermissionsPolicy(subject), {
      name: 'ResourceNotFoundException',
    });
  });
});
