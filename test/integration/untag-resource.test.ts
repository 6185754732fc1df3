import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const start = 'arn:aws:codeartifact:us-east-1:111122223333';
const team = `${start}:repository/acme/team`;
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [], store: [] } });
});
after(() => server[Symbol.asyncDispose]());

describe('UntagResource: validation', () => {
  it('refuses more than 200 keys, and keys that cannot be one', async () => {
    for (const tagKeys of [Array.from({ length: 201 }, (_, i) => `k${i}`), ['']])
      await assert.rejects(server.codeartifact.untagResource({ resourceArn: team, tagKeys }), {
        name: 'ValidationException',
        message: /'tagKeys/,
      });
  });

  it('refuses what is no ARN, and names the resource that is not there', async () => {
    await assert.rejects(server.codeartifact.untagResource({ resourceArn: 'team', tagKeys: ['a'] }), {
      name: 'ValidationException',
    });
    await assert.rejects(
      server.codeartifact.untagResource({ resourceArn: `${start}:repository/acme/none`, tagKeys: ['a'] }),
      { name: 'ResourceNotFoundException', resourceType: 'repository' },
    );
  });
});

describe('UntagResource: permissions', () => {
  it('needs UntagResource', () =>
    refusesWithout({
      action: 'codeartifact:UntagResource',
      resource: team,
      call: (client) => client.untagResource({ resourceArn: team, tagKeys: ['a'] }),
    }));
});

describe('UntagResource: behaviour', () => {
  it('removes what it is given, of this resource, and passes over the rest', async () => {
    const tags = [
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ];
    for (const resourceArn of [team, `${start}:domain/acme`])
      await server.codeartifact.tagResource({ resourceArn, tags });
    await server.codeartifact.untagResource({ resourceArn: team, tagKeys: ['a', 'none'] });
    await server.codeartifact.untagResource({ resourceArn: team, tagKeys: [] });
    const left = await server.codeartifact.listTagsForResource({ resourceArn: team });
    assert.deepEqual(left.tags, [{ key: 'b', value: '2' }]);
    const other = await server.codeartifact.listTagsForResource({ resourceArn: `${start}:domain/acme` });
    assert.deepEqual(other.tags, tags);
  });
});
