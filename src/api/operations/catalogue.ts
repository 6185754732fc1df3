import type { OperationName } from '../model.generated.ts';
import type { Operation } from '../operation.ts';
import { associateExternalConnection } from './associate-external-connection.ts';
import { createDomain } from './create-domain.ts';
import { createRepository } from './create-repository.ts';
import { deleteDomain } from './delete-domain.ts';
import { deletePackage } from './delete-package.ts';
import { deletePackageVersions } from './delete-package-versions.ts';
import { deleteRepository } from './delete-repository.ts';
import { describeDomain } from './describe-domain.ts';
import { describePackage } from './describe-package.ts';
import { describePackageVersion } from './describe-package-version.ts';
import { describeRepository } from './describe-repository.ts';
import { disassociateExternalConnection } from './disassociate-external-connection.ts';
import { disposePackageVersions } from './dispose-package-versions.ts';
import { getAuthorizationToken } from './get-authorization-token.ts';
import { getPackageVersionAsset } from './get-package-version-asset.ts';
import { getPackageVersionReadme } from './get-package-version-readme.ts';
import { getRepositoryEndpoint } from './get-repository-endpoint.ts';
import { listDomains } from './list-domains.ts';
import { listPackageVersionAssets } from './list-package-version-assets.ts';
import { listPackageVersionDependencies } from './list-package-version-dependencies.ts';
import { listPackageVersions } from './list-package-versions.ts';
import { listPackages } from './list-packages.ts';
import { listRepositories } from './list-repositories.ts';
import { listRepositoriesInDomain } from './list-repositories-in-domain.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { publishPackageVersion } from './publish-package-version.ts';
import { tagResource } from './tag-resource.ts';
import { unsupportedOperations } from './unsupported.ts';
import { untagResource } from './untag-resource.ts';
import { updatePackageVersionsStatus } from './update-package-versions-status.ts';
import { updateRepository } from './update-repository.ts';

/** Every operation of the API; the type asks for all 48. */
export const operations: Readonly<Record<OperationName, Operation<never, unknown>>> = {
  ...unsupportedOperations,
  AssociateExternalConnection: associateExternalConnection,
  CreateDomain: createDomain,
  CreateRepository: createRepository,
  DeleteDomain: deleteDomain,
  DeletePackage: deletePackage,
  DeletePackageVersions: deletePackageVersions,
  DeleteRepository: deleteRepository,
  DescribeDomain: describeDomain,
  DescribePackage: describePackage,
  DescribePackageVersion: describePackageVersion,
  DescribeRepository: describeRepository,
  DisassociateExternalConnection: disassociateExternalConnection,
  DisposePackageVersions: disposePackageVersions,
  GetAuthorizationToken: getAuthorizationToken,
  GetPackageVersionAsset: getPackageVersionAsset,
  GetPackageVersionReadme: getPackageVersionReadme,
  GetRepositoryEndpoint: getRepositoryEndpoint,
  ListDomains: listDomains,
  ListPackages: listPackages,
  ListPackageVersionAssets: listPackageVersionAssets,
  ListPackageVersionDependencies: listPackageVersionDependencies,
  ListPackageVersions: listPackageVersions,
  ListRepositories: listRepositories,
  ListRepositoriesInDomain: listRepositoriesInDomain,
  ListTagsForResource: listTagsForResource,
  PublishPackageVersion: publishPackageVersion,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdatePackageVersionsStatus: updatePackageVersionsStatus,
  UpdateRepository: updateRepository,
};
