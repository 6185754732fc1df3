import type { TestServer } from '../test/support/server.ts';

interface Page {
  readonly nextToken?: string | undefined;
}

interface Paging {
  readonly maxResults: number;
  readonly nextToken?: string;
}

const pageSize = 40;

/** The same page in the middle of a list, every time it is asked for. */
async function middleOf(list: (paging: Paging) => Promise<Page>): Promise<() => Promise<Page>> {
  const { nextToken } = await list({ maxResults: 2 * pageSize });
  const paging = { maxResults: pageSize, ...(nextToken !== undefined && { nextToken }) };
  if (nextToken === undefined || (await list(paging)).nextToken === undefined)
    throw new Error('the list is too short to have a page in its middle');
  return () => list(paging);
}

/** What all the lists of the bench need to be there before the store is filled. */
export async function layOutLists({ codeartifact, domain }: TestServer): Promise<void> {
  const packageGroup = '/generic/bench/*';
  await codeartifact.createPackageGroup({ domain, packageGroup });
  await codeartifact.updatePackageGroupOriginConfiguration({
    ...{ domain, packageGroup, restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' } },
    addAllowedRepositories: [{ repositoryName: 'app', originRestrictionType: 'PUBLISH' }],
  });
  const tags = Array.from({ length: 200 }, (_, i) => ({ key: `key-${i}`, value: 'value' }));
  await codeartifact.tagResource({ resourceArn: `arn:aws:codeartifact:us-east-1:111122223333:domain/${domain}`, tags });
}

type Asking = () => Promise<unknown>;

/** Lists that do not page ask for all there is; `wide` and `many-assets` are generic packages, `left` is one of npm. */
export async function listPages({ codeartifact: api, domain }: TestServer): Promise<Readonly<Record<string, Asking>>> {
  const inApp = { domain, repository: 'app' };
  const generic = { ...inApp, format: 'generic' as const, namespace: 'bench' };
  const assets = { ...generic, package: 'many-assets', packageVersion: '1.0' };
  const dependencies = { ...inApp, format: 'npm' as const, package: 'left', packageVersion: '1.0.0' };
  const lists: Readonly<Record<string, (paging: Paging) => Promise<Page>>> = {
    ListPackages: (paging) => api.listPackages({ ...inApp, ...paging }),
    'ListPackages of a format': (paging) => api.listPackages({ ...inApp, format: 'generic', ...paging }),
    'ListPackages by prefix': (paging) => api.listPackages({ ...inApp, packagePrefix: 'filler', ...paging }),
    ListPackageVersions: (paging) => api.listPackageVersions({ ...generic, package: 'wide', ...paging }),
    'ListPackageVersions by time': (paging) =>
      api.listPackageVersions({ ...generic, package: 'wide', sortBy: 'PUBLISHED_TIME', ...paging }),
    ListPackageVersionAssets: (paging) => api.listPackageVersionAssets({ ...assets, ...paging }),
    ListRepositories: (paging) => api.listRepositories({ ...paging }),
    ListRepositoriesInDomain: (paging) => api.listRepositoriesInDomain({ domain, ...paging }),
    ListDomains: (paging) => api.listDomains({ ...paging }),
    ListPackageGroups: (paging) => api.listPackageGroups({ domain, ...paging }),
    ListSubPackageGroups: (paging) => api.listSubPackageGroups({ domain, packageGroup: '/*', ...paging }),
    ListAssociatedPackages: (paging) => api.listAssociatedPackages({ domain, packageGroup: '/*', ...paging }),
    ListAllowedRepositoriesForGroup: (paging) =>
      api.listAllowedRepositoriesForGroup({
        ...{ domain, packageGroup: '/generic/bench/*', originRestrictionType: 'PUBLISH' },
        ...paging,
      }),
  };
  const pages: Record<string, Asking> = {
    // Nothing passes: as much is looked at as one page may look at.
    'ListPackages by controls': () => api.listPackages({ ...inApp, format: 'generic', publish: 'BLOCK' }),
    'ListPackageVersions by status': () => api.listPackageVersions({ ...generic, package: 'wide', status: 'Archived' }),
    ListPackageVersionDependencies: () => api.listPackageVersionDependencies(dependencies),
    ListTagsForResource: () =>
      api.listTagsForResource({ resourceArn: `arn:aws:codeartifact:us-east-1:111122223333:domain/${domain}` }),
  };
  for (const [name, list] of Object.entries(lists)) pages[name] = await middleOf(list);
  return pages;
}
