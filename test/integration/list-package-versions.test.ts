import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { paginateListPackageVersions } from '@aws-sdk/client-codeartifact';
import { publishGeneric } from '../support/publish-generic.ts';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const subject = { domain: 'acme', repository: 'team', format: 'generic', package: 'left' } as const;
const published = ['1.0', '3.0', '2.0'];
let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  for (const version of published)
    await publishGeneric(server.codeartifact, { repository: 'team', name: 'left', version });
  await publishGeneric(server.codeartifact, { repository: 'team', name: 'left', version: '4.0', unfinished: true });
});
after(() => server[Symbol.asyncDispose]());

describe('ListPackageVersions: validation', () => {
  it('refuses statuses, orders and origins that do not exist', async () => {
    for (const filter of [{ status: 'Gone' }, { sortBy: 'NAME' }, { originType: 'MOON' }])
      await assert.rejects(server.codeartifact.listPackageVersions({ ...subject, ...filter } as never), {
        name: 'ValidationException',
      });
  });

  it('refuses a token whose cursor is no time where it has to be one', async () => {
    const { nextToken } = await server.codeartifact.listPackageVersions({
      ...subject,
      maxResults: 1,
      sortBy: 'PUBLISHED_TIME',
    });
    const [digest] = JSON.parse(Buffer.from(nextToken ?? '', 'base64url').toString()) as string[];
    const forged = Buffer.from(JSON.stringify([digest, '1.0', 'x'])).toString('base64url');
    await assert.rejects(
      server.codeartifact.listPackageVersions({ ...subject, sortBy: 'PUBLISHED_TIME', nextToken: forged }),
      {
        name: 'ValidationException',
      },
    );
  });
});

describe('ListPackageVersions: permissions', () => {
  it('needs ListPackageVersions', () =>
    refusesWithout({
      action: 'codeartifact:ListPackageVersions',
      call: (client) => client.listPackageVersions(subject),
    }));
});

describe('ListPackageVersions: behaviour', () => {
  const list = async (filter: object) => {
    const found: (string | undefined)[] = [];
    for await (const { versions } of paginateListPackageVersions(
      { client: server.codeartifact, pageSize: 1 },
      { ...subject, ...filter },
    ))
      found.push(...(versions ?? []).map(({ version }) => version));
    return found;
  };

  it('lists every status, in pages', async () =>
    assert.deepEqual((await list({})).sort(), ['1.0', '2.0', '3.0', '4.0']));

  it('sorts by the time of publication, the latest first', async () =>
    assert.deepEqual(await list({ sortBy: 'PUBLISHED_TIME' }), ['4.0', ...published.toReversed()]));

  it('filters by status and by origin', async () => {
    assert.deepEqual(await list({ status: 'Unfinished' }), ['4.0']);
    assert.deepEqual(await list({ status: 'Deleted' }), []);
    assert.deepEqual(await list({ originType: 'EXTERNAL' }), []);
  });

  it('tells where a version came from, and the one published last', async () => {
    const { versions, defaultDisplayVersion } = await server.codeartifact.listPackageVersions(subject);
    assert.equal(defaultDisplayVersion, '2.0');
    const first = versions?.find(({ version }) => version === '1.0');
    assert.deepEqual(first?.origin, { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'team' } });
    assert.match(first?.revision ?? '', /^[A-Za-z0-9+/]{43}=$/);
  });

  it('does not find a package that is not there', () =>
    assert.rejects(server.codeartifact.listPackageVersions({ ...subject, package: 'none' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'package',
    }));
});
