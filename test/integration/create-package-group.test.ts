import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refusesWithout } from '../support/refuses-without.ts';
import { startServer, type TestServer } from '../support/server.ts';

const domain = 'acme';
const arn = (pattern: string) => `arn:aws:codeartifact:us-east-1:111122223333:package-group/acme${pattern}`;

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
});
after(() => server[Symbol.asyncDispose]());

const create = (packageGroup: string) => server.codeartifact.createPackageGroup({ domain, packageGroup });
const parentOf = async (packageGroup: string) =>
  (await server.codeartifact.describePackageGroup({ domain, packageGroup })).packageGroup?.parent?.pattern;

describe('CreatePackageGroup: validation', () => {
  const refused: [pattern: string, why: RegExp][] = [
    ['npm/*', /begins with '\/'/],
    ['/npm', /ends with/],
    ['/python//requests$', /'python' is not a format/],
    ['/npm/space*', /use '~'/],
    ['/npm/space/~', /use '\*'/],
    ['/npm/space$', /full path/],
    ['/npm/a/b/c$', /no more/],
    ['/pypi//Foo_Bar$', /spelled '\/pypi\/\/foo-bar\$'/],
    ['/pypi//foo_*', /spelled '\/pypi\/\/foo-\*'/],
    ['/pypi/space/foo$', /namespace/i],
    ['/npm/@space/*', /spelled '\/npm\/space\/\*'/],
  ];
  for (const [pattern, why] of refused)
    it(`refuses '${pattern}'`, () => assert.rejects(create(pattern), { name: 'ValidationException', message: why }));

  for (const pattern of ['/npm/space~', '/npm/space-*', '/npm//lodash$', '/pypi//foo-*', '/maven/com.any~', '/nuget/*'])
    it(`takes '${pattern}'`, async () => {
      await create(pattern);
      await server.codeartifact.deletePackageGroup({ domain, packageGroup: pattern });
    });
});

describe('CreatePackageGroup: permissions', () => {
  const input = { domain, packageGroup: '/npm/*' };
  it('needs CreatePackageGroup on the group', () =>
    refusesWithout({
      action: 'codeartifact:CreatePackageGroup',
      resource: arn('/npm/%2a'),
      call: (client) => client.createPackageGroup(input),
    }));

  it('needs TagResource too where it comes with tags', () =>
    refusesWithout({
      action: 'codeartifact:TagResource',
      call: (client) => client.createPackageGroup({ ...input, tags: [{ key: 'a', value: 'b' }] }),
    }));
});

describe('CreatePackageGroup: behaviour', () => {
  it('inherits every restriction from the group above, down from the root', async () => {
    const { packageGroup } = await server.codeartifact.createPackageGroup({
      ...{ domain, packageGroup: '/npm/described/*', contactInfo: 'team@example.com', description: 'ours' },
    });
    assert.ok(packageGroup?.createdTime instanceof Date);
    const { createdTime: _, ...rest } = packageGroup;
    const root = { arn: arn('/%2a'), pattern: '/*' };
    const inherited = { mode: 'INHERIT', effectiveMode: 'ALLOW', inheritedFrom: root };
    assert.deepEqual(rest, {
      arn: arn('/npm/described/%2a'),
      pattern: '/npm/described/*',
      domainName: domain,
      domainOwner: '111122223333',
      contactInfo: 'team@example.com',
      description: 'ours',
      originConfiguration: {
        restrictions: { PUBLISH: inherited, EXTERNAL_UPSTREAM: inherited, INTERNAL_UPSTREAM: inherited },
      },
      parent: root,
    });
  });

  it('takes the groups that it contains from the group above, whatever the order they come in', async () => {
    for (const pattern of ['/npm/x/y-z$', '/npm/x~', '/npm/x/y~', '/npm/*', '/npm/x/*']) await create(pattern);
    assert.deepEqual(await Promise.all(['/npm/x/y-z$', '/npm/x/y~', '/npm/x/*', '/npm/x~', '/npm/*'].map(parentOf)), [
      ...['/npm/x/y~', '/npm/x/*', '/npm/x~', '/npm/*', '/*'],
    ]);
    assert.equal(await parentOf('/npm/described/*'), '/npm/*');
  });

  it('refuses a pattern that the domain has, the root among them', async () => {
    await create('/generic/*');
    for (const pattern of ['/generic/*', '/*'])
      await assert.rejects(create(pattern), {
        name: 'ConflictException',
        resourceType: 'package-group',
        resourceId: pattern,
      });
  });

  it('does not find a domain that is not there', () =>
    assert.rejects(server.codeartifact.createPackageGroup({ domain: 'none', packageGroup: '/npm/*' }), {
      name: 'ResourceNotFoundException',
      resourceType: 'domain',
    }));
});
