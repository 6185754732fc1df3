import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const start = 'arn:aws:codeartifact:us-east-1:111122223333';
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
});
after(() => server[Symbol.asyncDispose]());

const list = (resourceArn: string) => server.codeartifact.listTagsForResource({ resourceArn });

describe('ListTagsForResource: validation', () => {
  it('refuses what is no ARN of the service', async () => {
    for (const resourceArn of ['x', `arn:aws:iam::111122223333:user/admin`, `${start}:domain/acme/`])
      await assert.rejects(list(resourceArn), { name: 'ValidationException', message: /ARN/ });
  });

  it('names the resource that is not there', () =>
    assert.rejects(list(`${start}:domain/none`), {
      ...{ name: 'ResourceNotFoundException', resourceType: 'domain' },
      resourceId: 'none',
    }));
});

describe('ListTagsForResource: permissions', () => {
  it('needs ListTagsForResource', () =>
    refusesWithout({
      action: 'codeartifact:ListTagsForResource',
      resource: `${start}:domain/acme`,
      call: (client) => client.listTagsForResource({ resourceArn: `${start}:domain/acme` }),
    }));
});

describe('ListTagsForResource: behaviour', () => {
  it('shows what a resource was made with', async () => {
    const tags = [
      { key: 'a', value: '1' },
      { key: 'b', value: '' },
    ];
    const { repository } = await server.codeartifact.createRepository({ domain: 'acme', repository: 'made', tags });
    assert.deepEqual((await list(repository?.arn ?? '')).tags, tags);
  });

  it('shows an empty list for what has none', async () => {
    assert.deepEqual((await list(`${start}:repository/acme/team`)).tags, []);
  });
});
