import type { OperationName } from '../model.generated.ts';
import type { Operation } from '../operation.ts';
import { associateExternalConnection } from './associate-external-connection.ts';
import { copyPackageVersions } from './copy-package-versions.ts';
import { createDomain } from './create-domain.ts';
import { createPackageGroup } from './create-package-group.ts';
import { createRepository } from './create-repository.ts';
import { deleteDomain } from './delete-domain.ts';
import { deleteDomainPermissionsPolicy } from './delete-domain-permissions-policy.ts';
import { deletePackage } from './delete-package.ts';
import { deletePackageGroup } from './delete-package-group.ts';
import { deletePackageVersions } from './delete-package-versions.ts';
import { deleteRepository } from './delete-repository.ts';
import { deleteRepositoryPermissionsPolicy } from './delete-repository-permissions-policy.ts';
import { describeDomain } from './describe-domain.ts';
import { describePackage } from './describe-package.ts';
import { describePackageGroup } from './describe-package-group.ts';
import { describePackageVersion } from './describe-package-version.ts';
import { describeRepository } from './describe-repository.ts';
import { disassociateExternalConnection } from './disassociate-external-connection.ts';
import { disposePackageVersions } from './dispose-package-versions.ts';
import { getAssociatedPackageGroup } from './get-associated-package-group.ts';
import { getAuthorizationToken } from './get-authorization-token.ts';
import { getDomainPermissionsPolicy } from './get-domain-permissions-policy.ts';
import { getPackageVersionAsset } from './get-package-version-asset.ts';
import { getPackageVersionReadme } from './get-package-version-readme.ts';
import { getRepositoryEndpoint } from './get-repository-endpoint.ts';
import { getRepositoryPermissionsPolicy } from './get-repository-permissions-policy.ts';
import { listAllowedRepositoriesForGroup } from './list-allowed-repositories-for-group.ts';
import { listAssociatedPackages } from './list-associated-packages.ts';
import { listDomains } from './list-domains.ts';
import { listPackageGroups } from './list-package-groups.ts';
import { listPackageVersionAssets } from './list-package-version-assets.ts';
import { listPackageVersionDependencies } from './list-package-version-dependencies.ts';
import { listPackageVersions } from './list-package-versions.ts';
import { listPackages } from './list-packages.ts';
import { listRepositories } from './list-repositories.ts';
import { listRepositoriesInDomain } from './list-repositories-in-domain.ts';
import { listSubPackageGroups } from './list-sub-package-groups.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { publishPackageVersion } from './publish-package-version.ts';
import { putDomainPermissionsPolicy } from './put-domain-permissions-policy.ts';
import { putPackageOriginConfiguration } from './put-package-origin-configuration.ts';
import { putRepositoryPermissionsPolicy } from './put-repository-permissions-policy.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { updatePackageGroup } from './update-package-group.ts';
import { updatePackageGroupOriginConfiguration } from './update-package-group-origin-configuration.ts';
import { updatePackageVersionsStatus } from './update-package-versions-status.ts';
import { updateRepository } from './update-repository.ts';

/** Every operation of the API; the type asks for all 48. */
export const operations: Readonly<Record<OperationName, Operation<never, unknown>>> = {
  AssociateExternalConnection: associateExternalConnection,
  CopyPackageVersions: copyPackageVersions,
  CreateDomain: createDomain,
  CreatePackageGroup: createPackageGroup,
  CreateRepository: createRepository,
  DeleteDomain: deleteDomain,
  DeleteDomainPermissionsPolicy: deleteDomainPermissionsPolicy,
  DeletePackage: deletePackage,
  DeletePackageGroup: deletePackageGroup,
  DeletePackageVersions: deletePackageVersions,
  DeleteRepository: deleteRepository,
  DeleteRepositoryPermissionsPolicy: deleteRepositoryPermissionsPolicy,
  DescribeDomain: describeDomain,
  DescribePackage: describePackage,
  DescribePackageGroup: describePackageGroup,
  DescribePackageVersion: describePackageVersion,
  DescribeRepository: describeRepository,
  DisassociateExternalConnection: disassociateExternalConnection,
  DisposePackageVersions: disposePackageVersions,
  GetAssociatedPackageGroup: getAssociatedPackageGroup,
  GetAuthorizationToken: getAuthorizationToken,
  GetDomainPermissionsPolicy: getDomainPermissionsPolicy,
  GetPackageVersionAsset: getPackageVersionAsset,
  GetPackageVersionReadme: getPackageVersionReadme,
  GetRepositoryEndpoint: getRepositoryEndpoint,
  GetRepositoryPermissionsPolicy: getRepositoryPermissionsPolicy,
  ListAllowedRepositoriesForGroup: listAllowedRepositoriesForGroup,
  ListAssociatedPackages: listAssociatedPackages,
  ListDomains: listDomains,
  ListPackageGroups: listPackageGroups,
  ListPackages: listPackages,
  ListPackageVersionAssets: listPackageVersionAssets,
  ListPackageVersionDependencies: listPackageVersionDependencies,
  ListPackageVersions: listPackageVersions,
  ListRepositories: listRepositories,
  ListRepositoriesInDomain: listRepositoriesInDomain,
  ListTagsForResource: listTagsForResource,
  ListSubPackageGroups: listSubPackageGroups,
  PublishPackageVersion: publishPackageVersion,
  PutDomainPermissionsPolicy: putDomainPermissionsPolicy,
  PutRepositoryPermissionsPolicy: putRepositoryPermissionsPolicy,
  TagResource: tagResource,
  UntagResource: untagResource,
  PutPackageOriginConfiguration: putPackageOriginConfiguration,
  UpdatePackageGroup: updatePackageGroup,
  UpdatePackageGroupOriginConfiguration: updatePackageGroupOriginConfiguration,
  UpdatePackageVersionsStatus: updatePackageVersionsStatus,
  UpdateRepository: updateRepository,
};
