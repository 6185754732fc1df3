import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const start = 'arn:aws:codeartifact:us-east-1:111122223333';
const domain = `${start}:domain/acme`;
const team = `${start}:repository/acme/team`;
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [], store: [] } });
});
after(() => server[Symbol.asyncDispose]());

const tag = (resourceArn: string, tags: { key: string; value: string }[]) =>
  server.codeartifact.tagResource({ resourceArn, tags });
const tagsOf = async (resourceArn: string) =>
  (await server.codeartifact.listTagsForResource({ resourceArn })).tags ?? [];

describe('TagResource: validation', () => {
  for (const resourceArn of [
    'team',
    `${start}:package/acme/team/npm//left`,
    `${start}:repository/acme`,
    'arn:aws:s3:::bucket',
  ])
    it(`refuses '${resourceArn}', which carries no tags`, () =>
      assert.rejects(tag(resourceArn, [{ key: 'a', value: 'b' }]), { name: 'ValidationException', message: /ARN/ }));

  it('refuses a key that comes twice, is of AWS itself, or is too long', async () => {
    for (const tags of [
      [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
      [{ key: 'AWS:x', value: '' }],
      [{ key: 'k'.repeat(129), value: '' }],
      [{ key: 'k', value: 'v'.repeat(257) }],
    ])
      await assert.rejects(tag(team, tags), { name: 'ValidationException' });
    assert.deepEqual(await tagsOf(team), []);
  });

  it('names the resource that is not there', async () => {
    const tags = [{ key: 'a', value: 'b' }];
    for (const [resourceArn, resourceType] of [
      [`${start}:domain/none`, 'domain'],
      [`${start}:repository/acme/none`, 'repository'],
      ['arn:aws:codeartifact:eu-west-1:111122223333:domain/acme', 'domain'],
    ] as const)
      await assert.rejects(tag(resourceArn, tags), { name: 'ResourceNotFoundException', resourceType });
  });
});

describe('TagResource: permissions', () => {
  it('does not tell whether another account has the resource', () =>
    assert.rejects(tag('arn:aws:codeartifact:us-east-1:999999999999:domain/acme', [{ key: 'a', value: 'b' }]), {
      name: 'AccessDeniedException',
      message: /no resource-based policy allows/,
    }));

  for (const resource of [domain, team])
    it(`needs TagResource on ${resource.split(':').at(-1)}`, () =>
      refusesWithout({
        action: 'codeartifact:TagResource',
        resource,
        call: (client) => client.tagResource({ resourceArn: resource, tags: [{ key: 'a', value: 'b' }] }),
      }));
});

describe('TagResource: behaviour', () => {
  it('adds tags and gives those that are there another value', async () => {
    await tag(team, [
      { key: 'owner', value: 'red' },
      { key: '__proto__', value: '' },
    ]);
    await tag(team, [
      { key: 'owner', value: 'blue' },
      { key: 'cost', value: 'ünï' },
    ]);
    assert.deepEqual(await tagsOf(team), [
      { key: '__proto__', value: '' },
      { key: 'cost', value: 'ünï' },
      { key: 'owner', value: 'blue' },
    ]);
    assert.deepEqual([await tagsOf(domain), await tagsOf(`${start}:repository/acme/store`)], [[], []]);
  });

  it('leaves a resource with no more than 200', async () => {
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({ key: `k${from + i}`, value: '' }));
    await tag(domain, many(0, 200));
    await tag(domain, many(100, 100));
    await assert.rejects(tag(domain, many(200, 1)), { name: 'ServiceQuotaExceededException' });
    assert.equal((await tagsOf(domain)).length, 200);
  });

  it('forgets them with the resource', async () => {
    const passing = `${start}:repository/acme/passing`;
    await server.codeartifact.createRepository({ domain: 'acme', repository: 'passing' });
    await tag(passing, [{ key: 'a', value: 'b' }]);
    await server.codeartifact.deleteRepository({ domain: 'acme', repository: 'passing' });
    await server.codeartifact.createRepository({ domain: 'acme', repository: 'passing' });
    assert.deepEqual(await tagsOf(passing), []);
  });
});
