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

const subject = { domain: 'acme' };
const policyDocument = policyText(grant({ AWS: '222233334444' }, 'codeartifact:*'));

describe('DeleteDomainPermissionsPolicy: validation', () => {
  it('does not find a policy where there is none', () =>
    assert.rejects(server.codeartifact.deleteDomainPermissionsPolicy(subject), {
      ...{ name: 'ResourceNotFoundException', resourceType: 'domain' },
    }));

  it('refuses to delete another revision than the one that is named', async () => {
    const { policy: first } = await server.codeartifact.putDomainPermissionsPolicy({ ...subject, policyDocument });
    await server.codeartifact.putDomainPermissionsPolicy({ ...subject, policyDocument });
    await assert.rejects(
      server.codeartifact.deleteDomainPermissionsPolicy({ ...subject, policyRevision: first?.revision }),
      { name: 'ConflictException', resourceId: 'acme', resourceType: 'domain' },
    );
    await server.codeartifact.getDomainPermissionsPolicy(subject);
  });
});

describe('DeleteDomainPermissionsPolicy: permissions', () => {
  it('needs DeleteDomainPermissionsPolicy', () =>
    refusesWithout({
      action: 'codeartifact:DeleteDomainPermissionsPolicy',
      call: (client) => client.deleteDomainPermissionsPolicy(subject),
    }));

  it('is decided without the policy that there is', async () => {
    await using api = await startInProcessApi();
    const admin = api.clientWith([everything]);
    await admin.createDomain({ domain: 'acme' });
    await admin.createRepository({ domain: 'acme', repository: 'team' });
    await admin.putDomainPermissionsPolicy({ ...subject, policyDocument: policyText(refuse('*', '*')) });
    await admin.deleteDomainPermissionsPolicy(subject);
    await admin.describeDomain(subject);
  });
});

describe('DeleteDomainPermissionsPolicy: behaviour', () => {
  it('answers what it was, and leaves none', async () => {
    const { policy: put } = await server.codeartifact.putDomainPermissionsPolicy({ ...subject, policyDocument });
    const { policy } = await server.codeartifact.deleteDomainPermissionsPolicy({
      ...subject,
      policyRevision: put?.revision,
    });
    assert.deepEqual(policy, put);
    await assert.rejects(server.codeartifact.getDomainPermissionsPolicy(subject), {
      name: 'ResourceNotFoundException',
    });
  });
});
