import { sha256Of } from '../../test/support/publish-generic.ts';
import type { Call } from './callers.ts';

/** A call that succeeds, and some of what it answers. */
export interface Step extends Call {
  readonly shows: Readonly<Record<string, unknown>>;
}

const account = '111122223333';
const arn = `arn:aws:codeartifact:us-east-1:${account}`;
const domain = 'acme';

const step = (operation: string, input: Call['input'], shows: Step['shows'] = {}): Step => ({
  operation,
  input,
  shows,
});
const inDomain = (operation: string, input: Call['input'] = {}, shows: Step['shows'] = {}): Step =>
  step(operation, { domain, ...input }, shows);
const inApp = (operation: string, input: Call['input'] = {}, shows: Step['shows'] = {}): Step =>
  inDomain(operation, { repository: 'app', ...input }, shows);

const policy = (action: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: action, Resource: '*' }],
  });

const domainsAndRepositories: readonly Step[] = [
  inDomain('CreateDomain', { tags: [{ key: 'a', value: 'b' }] }, { domain: { name: domain, status: 'Active' } }),
  inDomain('DescribeDomain', {}, { domain: { owner: account, arn: `${arn}:domain/acme`, repositoryCount: 0 } }),
  step('ListDomains', {}, { domains: [{ name: domain }] }),
  ...['store', 'other'].map((repository) => inDomain('CreateRepository', { repository })),
  inApp(
    'CreateRepository',
    { upstreams: [{ repositoryName: 'store' }], description: 'of the team' },
    { repository: { arn: `${arn}:repository/acme/app`, upstreams: [{ repositoryName: 'store' }] } },
  ),
  inApp('UpdateRepository', { description: 'of all' }, { repository: { description: 'of all' } }),
  inApp('DescribeRepository', {}, { repository: { description: 'of all', externalConnections: [] } }),
  step('ListRepositories', {}, { repositories: [{ name: 'app' }, { name: 'other' }, { name: 'store' }] }),
  inDomain('ListRepositoriesInDomain', { repositoryPrefix: 'st' }, { repositories: [{ name: 'store' }] }),
  inDomain(
    'AssociateExternalConnection',
    { repository: 'store', externalConnection: 'public:maven-central' },
    { repository: { externalConnections: [{ packageFormat: 'maven', status: 'Available' }] } },
  ),
  inDomain('DisassociateExternalConnection', { repository: 'store', externalConnection: 'public:maven-central' }),
  inApp('GetRepositoryEndpoint', { format: 'npm', endpointType: 'ipv4' }),
  inDomain('GetAuthorizationToken', { durationSeconds: 900 }),
  inDomain('PutDomainPermissionsPolicy', { policyDocument: policy('codeartifact:DescribeDomain') }),
  inDomain('GetDomainPermissionsPolicy', {}, { policy: { resourceArn: `${arn}:domain/acme` } }),
  inDomain('DeleteDomainPermissionsPolicy', {}, { policy: { resourceArn: `${arn}:domain/acme` } }),
  inApp('PutRepositoryPermissionsPolicy', { policyDocument: policy('codeartifact:ReadFromRepository') }),
  inApp('GetRepositoryPermissionsPolicy', {}, { policy: { resourceArn: `${arn}:repository/acme/app` } }),
  inApp('DeleteRepositoryPermissionsPolicy', {}, { policy: { resourceArn: `${arn}:repository/acme/app` } }),
  step('TagResource', { resourceArn: `${arn}:domain/acme`, tags: [{ key: 'c', value: 'd' }] }),
  step('UntagResource', { resourceArn: `${arn}:domain/acme`, tagKeys: ['a'] }),
  step('ListTagsForResource', { resourceArn: `${arn}:domain/acme` }, { tags: [{ key: 'c', value: 'd' }] }),
];

const tool = { format: 'generic', namespace: 'bin', package: 'tool' };
const publish = (packageVersion: string, assetName: string, unfinished: boolean): Step => {
  const assetContent = `${assetName} of ${packageVersion}`;
  const content = { assetContent, assetSHA256: sha256Of(assetContent) };
  const status = unfinished ? 'Unfinished' : 'Published';
  return inApp('PublishPackageVersion', { ...tool, packageVersion, assetName, ...content, unfinished }, { status });
};

const genericVersions: readonly Step[] = [
  publish('1.0', 'one', true),
  publish('1.0', 'two', false),
  publish('2.0', 'one', false),
  inApp(
    'ListPackages',
    { format: 'generic', namespace: 'bin' },
    { packages: [{ package: 'tool', format: 'generic' }] },
  ),
  inApp('DescribePackage', tool, { package: { name: 'tool', namespace: 'bin' } }),
  inApp(
    'ListPackageVersions',
    { ...tool, status: 'Published' },
    { versions: [{ version: '2.0' }, { version: '1.0' }] },
  ),
  inApp('DescribePackageVersion', { ...tool, packageVersion: '1.0' }, { packageVersion: { status: 'Published' } }),
  inApp('ListPackageVersionAssets', { ...tool, packageVersion: '1.0' }, { assets: [{ name: 'one' }, { name: 'two' }] }),
  inApp(
    'GetPackageVersionAsset',
    { ...tool, packageVersion: '1.0', asset: 'two' },
    { asset: 'two of 1.0', assetName: 'two', packageVersion: '1.0' },
  ),
  inDomain(
    'CopyPackageVersions',
    { ...tool, sourceRepository: 'app', destinationRepository: 'other', versions: ['1.0', '2.0'] },
    { successfulVersions: { '1.0': { status: 'Published' }, '2.0': { status: 'Published' } }, failedVersions: {} },
  ),
  inApp(
    'UpdatePackageVersionsStatus',
    { ...tool, versions: ['1.0'], targetStatus: 'Archived', expectedStatus: 'Published' },
    { successfulVersions: { '1.0': { status: 'Archived' } } },
  ),
  inApp(
    'DisposePackageVersions',
    { ...tool, versions: ['1.0'] },
    { successfulVersions: { '1.0': { status: 'Disposed' } } },
  ),
  inApp(
    'DeletePackageVersions',
    { ...tool, versions: ['1.0'] },
    { successfulVersions: { '1.0': { status: 'Deleted' } } },
  ),
  inApp(
    'PutPackageOriginConfiguration',
    { ...tool, restrictions: { publish: 'BLOCK', upstream: 'BLOCK' } },
    { originConfiguration: { restrictions: { publish: 'BLOCK', upstream: 'BLOCK' } } },
  ),
  inApp('DeletePackage', tool, { deletedPackage: { package: 'tool' } }),
];

const packageGroup = '/npm/acme/*';
const packageGroups: readonly Step[] = [
  inDomain(
    'CreatePackageGroup',
    { packageGroup },
    { packageGroup: { pattern: packageGroup, parent: { pattern: '/*' } } },
  ),
  inDomain('UpdatePackageGroup', { packageGroup, contactInfo: 'us' }, { packageGroup: { contactInfo: 'us' } }),
  inDomain(
    'UpdatePackageGroupOriginConfiguration',
    {
      packageGroup,
      restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
      addAllowedRepositories: [{ repositoryName: 'app', originRestrictionType: 'PUBLISH' }],
    },
    { allowedRepositoryUpdates: { PUBLISH: { ADDED: ['app'] } } },
  ),
  inDomain('DescribePackageGroup', { packageGroup }, { packageGroup: { contactInfo: 'us' } }),
  inDomain('ListPackageGroups', { prefix: '/npm' }, { packageGroups: [{ pattern: packageGroup }] }),
  inDomain('ListSubPackageGroups', { packageGroup: '/*' }, { packageGroups: [{ pattern: packageGroup }] }),
  inDomain(
    'ListAllowedRepositoriesForGroup',
    { packageGroup, originRestrictionType: 'PUBLISH' },
    { allowedRepositories: ['app'] },
  ),
  inDomain(
    'GetAssociatedPackageGroup',
    { format: 'npm', namespace: 'acme', package: 'left' },
    { packageGroup: { pattern: packageGroup }, associationType: 'STRONG' },
  ),
  inDomain('ListAssociatedPackages', { packageGroup: '/npm/*', preview: true }, { packages: [{ package: 'left' }] }),
  inDomain('DeletePackageGroup', { packageGroup }, { packageGroup: { pattern: packageGroup } }),
];

const left = { format: 'npm', package: 'left', packageVersion: '1.0.0' };

/** Before npm has published the package `left`, version 1.0.0, into the repository `app` of the domain `acme`. */
export const stepsBeforeNpm: readonly Step[] = domainsAndRepositories;

/** Once `left` is there, which depends on `right` and has a README. Nothing is left at the end. */
export const stepsAfterNpm: readonly Step[] = [
  inApp('GetPackageVersionReadme', left, { readme: '# Left\n', version: '1.0.0' }),
  inApp('ListPackageVersionDependencies', left, { dependencies: [{ package: 'right', dependencyType: 'regular' }] }),
  ...genericVersions,
  ...packageGroups,
  ...['app', 'other', 'store'].map((repository) =>
    inDomain('DeleteRepository', { repository }, { repository: { name: repository } }),
  ),
  inDomain('DeleteDomain', {}, { domain: { name: domain } }),
];
