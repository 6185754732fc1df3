import { invalid } from '../../kernel/errors.ts';
import { packageArn, packageGroupArn } from '../../model/arn.ts';
import type { OperationName } from '../model.generated.ts';
import type { Operation, OperationScope } from '../operation.ts';
import { onDomain, onPackage, onRepository } from '../resources.ts';
import { parsePackage } from '../subject.ts';

type Resource<Input> = (input: Input, scope: OperationScope) => string;

const onGroup: Resource<{ packageGroup: string }> = ({ packageGroup }, { target }) =>
  packageGroupArn(target.id, packageGroup);

/** A package group that a package name leads to is any group of the domain. */
const onAnyGroup: Resource<object> = (_input, { target }) => packageGroupArn(target.id, '/*');

const onCopy: Resource<{ destinationRepository: string; format: string; namespace?: string; package: string }> = (
  input,
  scope,
) => {
  const { format, name } = parsePackage(input, scope);
  return packageArn(scope.target.id, input.destinationRepository, format.id, name);
};

/** Authenticated, validated and decided on like any other; then an honest answer. */
const unsupported = (name: OperationName, resource: Resource<never>): Operation<never, never> => ({
  action: `codeartifact:${name}`,
  resource,
  async handle() {
    throw invalid(`${name} is not supported by this server yet.`, 'UNKNOWN_OPERATION');
  },
});

const resources = {
  CopyPackageVersions: onCopy,
  CreatePackageGroup: onGroup,
  DeleteDomainPermissionsPolicy: onDomain,
  DeletePackageGroup: onGroup,
  DeleteRepositoryPermissionsPolicy: onRepository,
  DescribePackageGroup: onGroup,
  GetAssociatedPackageGroup: onAnyGroup,
  GetDomainPermissionsPolicy: onDomain,
  GetRepositoryPermissionsPolicy: onRepository,
  ListAllowedRepositoriesForGroup: onGroup,
  ListAssociatedPackages: onGroup,
  ListPackageGroups: onDomain,
  ListSubPackageGroups: onGroup,
  PutDomainPermissionsPolicy: onDomain,
  PutPackageOriginConfiguration: onPackage,
  PutRepositoryPermissionsPolicy: onRepository,
  UpdatePackageGroup: onGroup,
  UpdatePackageGroupOriginConfiguration: onGroup,
} satisfies Partial<Record<OperationName, Resource<never>>>;

export const unsupportedOperations = Object.fromEntries(
  Object.entries(resources).map(([name, resource]) => [name, unsupported(name as OperationName, resource)]),
) as Record<keyof typeof resources, Operation<never, never>>;
