import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type AwsCli, awsCli } from '../../test/support/clients/aws.ts';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { readModelledNames } from '../../test/support/modelled-names.ts';
import { publishGeneric } from '../../test/support/publish-generic.ts';
import { startServer, type TestServer } from '../../test/support/server.ts';
import { type Call, callWithBoto3, cliCaller, type Outcome } from './callers.ts';

const inDomain = { domain: 'acme' };
const inApp = { ...inDomain, repository: 'app' };
const tool = { ...inApp, format: 'generic', package: 'tool-0' };
const packageGroup = '/generic/*';

/** Paginator to the member that its pages are made of, and to a question that has at least three answers. */
const paginators: Readonly<Record<string, readonly [member: string, input: Call['input']]>> = {
  ListAllowedRepositoriesForGroup: [
    'allowedRepositories',
    { ...inDomain, packageGroup, originRestrictionType: 'PUBLISH' },
  ],
  ListAssociatedPackages: ['packages', { ...inDomain, packageGroup }],
  ListDomains: ['domains', {}],
  ListPackageGroups: ['packageGroups', inDomain],
  ListPackages: ['packages', inApp],
  ListPackageVersionAssets: ['assets', { ...tool, packageVersion: '0' }],
  ListPackageVersions: ['versions', tool],
  ListRepositories: ['repositories', {}],
  ListRepositoriesInDomain: ['repositories', inDomain],
  ListSubPackageGroups: ['packageGroups', { ...inDomain, packageGroup: '/*' }],
};

const three = [0, 1, 2];
let server: TestServer;
let cli: AwsCli;

async function layOut({ codeartifact }: TestServer): Promise<void> {
  for (const i of three) {
    await codeartifact.createDomain({ domain: `domain-${i}` });
    await publishGeneric(codeartifact, { repository: 'app', namespace: 'n', name: `tool-${i}`, version: '0' });
    await publishGeneric(codeartifact, { repository: 'app', name: 'tool-0', version: `1.${i}` });
    for (const name of ['a', 'b'])
      await publishGeneric(codeartifact, {
        ...{ repository: 'app', name: 'tool-0', version: '0', asset: `${name}-${i}`, unfinished: true },
      });
    await codeartifact.createPackageGroup({ ...inDomain, packageGroup: `/npm/scope-${i}/*` });
  }
  await codeartifact.createPackageGroup({ ...inDomain, packageGroup });
  const allowed = ['app', 'store', 'team'].map((repositoryName) => ({
    repositoryName,
    originRestrictionType: 'PUBLISH' as const,
  }));
  await codeartifact.updatePackageGroupOriginConfiguration({
    ...{ ...inDomain, packageGroup, addAllowedRepositories: allowed },
    restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
  });
}

const outputOf = (outcome: Outcome, member: string): unknown[] => {
  assert.ok('output' in outcome, JSON.stringify(outcome));
  return outcome.output[member] as unknown[];
};

describeWithClients(['aws', 'boto3'], 'every paginator of the model', () => {
  before(async () => {
    server = await startServer({ repositories: { store: [], team: [], app: [] } });
    await layOut(server);
    cli = await awsCli(server);
  });
  after(() => server[Symbol.asyncDispose]());

  it('is among those that are tried', (context) => {
    const model = readModelledNames();
    if (model === null) return context.skip('this AWS CLI is not the one of npm run clients');
    const tried = Object.entries(paginators).map(([name, [member]]) => [name, member]);
    assert.deepEqual(Object.fromEntries(tried), model.paginators);
  });

  it('gives each item once, through boto3', async () => {
    const names = Object.keys(paginators);
    const calls = names.map((operation) => ({ operation, input: paginators[operation]?.[1] ?? {} }));
    const whole = await callWithBoto3<Outcome>(cli, calls);
    const paged = await callWithBoto3<{ pages?: Record<string, unknown[]>[] }>(
      cli,
      calls.map((call) => ({ ...call, pageSize: 1 })),
    );
    for (const [i, operation] of names.entries()) {
      const member = paginators[operation]?.[0] ?? '';
      const expected = outputOf(whole[i] as Outcome, member);
      const pages = paged[i]?.pages ?? [];
      assert.ok(expected.length >= 3, `${operation}: ${expected.length}`);
      assert.deepEqual(
        pages.flatMap((page) => page[member] ?? []),
        expected,
        operation,
      );
      assert.ok(pages.length >= expected.length, `${operation}: ${pages.length} pages`);
    }
  });

  it('gives each item once, through the AWS CLI, and goes on where it was left', async () => {
    const call = cliCaller(cli);
    const asked = Object.entries(paginators).map(([operation, [, input]]) => ({ operation, input }));
    const whole = await callWithBoto3<Outcome>(cli, asked);
    for (const [i, [operation, [member, input]]] of Object.entries(paginators).entries()) {
      const first = await call({ operation, input: { ...input, pageSize: 1, maxItems: 2 } });
      assert.ok('output' in first, JSON.stringify(first));
      const startingToken = first.output['NextToken'];
      const rest = await call({ operation, input: { ...input, pageSize: 2, startingToken } });
      const items = [...outputOf(first, member), ...outputOf(rest, member)];
      // The AWS CLI writes times in words.
      const namesOf = (list: unknown[]): unknown[] =>
        list.map((item) => (typeof item === 'object' ? { ...item, createdTime: null } : item));
      assert.deepEqual(namesOf(items), namesOf(outputOf(whole[i] as Outcome, member)), operation);
    }
  });
});
