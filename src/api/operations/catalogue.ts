import type { OperationName } from '../model.generated.ts';
import type { Operation } from '../operation.ts';
import { associateExternalConnection } from './associate-external-connection.ts';
import { createDomain } from './create-domain.ts';
import { createRepository } from './create-repository.ts';
import { deleteDomain } from './delete-domain.ts';
import { deleteRepository } from './delete-repository.ts';
import { describeDomain } from './describe-domain.ts';
import { describePackage } from './describe-package.ts';
import { describePackageVersion } from './describe-package-version.ts';
import { describeRepository } from './describe-repository.ts';
import { disassociateExternalConnection } from './disassociate-external-connection.ts';
import { getAuthorizationToken } from './get-authorization-token.ts';
import { getPackageVersionAsset } from './get-package-version-asset.ts';
import { getRepositoryEndpoint } from './get-repository-endpoint.ts';
import { listDomains } from './list-domains.ts';
import { listPackageVersionAssets } from './list-package-version-assets.ts';
import { listPackageVersions } from './list-package-versions.ts';
import { listPackages } from './list-packages.ts';
import { listRepositories } from './list-repositories.ts';
import { listRepositoriesInDomain } from './list-repositories-in-domain.ts';
import { publishPackageVersion } from './publish-package-version.ts';
import { unsupportedOperations } from './unsupported.ts';
import { updateRepository } from './update-repository.ts';

/** Every operation of the API; the type asks for all 48. */
export const operations: Readonly<Record<OperationName, Operation<never, unknown>>> = {
  ...unsupportedOperations,
  AssociateExternalConnection: associateExternalConnection,
  CreateDomain: createDomain,
  CreateRepository: createRepository,
  DeleteDomain: deleteDomain,
  DeleteRepository: deleteRepository,
  DescribeDomain: describeDomain,
  DescribePackage: describePackage,
  DescribePackageVersion: describePackageVersion,
  DescribeRepository: describeRepository,
  DisassociateExternalConnection: disassociateExternalConnection,
  GetAuthorizationToken: getAuthorizationToken,
  GetPackageVersionAsset: getPackageVersionAsset,
  GetRepositoryEndpoint: getRepositoryEndpoint,
  ListDomains: listDomains,
  ListPackages: listPackages,
  ListPackageVersionAssets: listPackageVersionAssets,
  ListPackageVersions: listPackageVersions,
  ListRepositories: listRepositories,
  ListRepositoriesInDomain: listRepositoriesInDomain,
  PublishPackageVersion: publishPackageVersion,
  UpdateRepository: updateRepository,
};
