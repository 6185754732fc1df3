import { domainArn, packageArn, packageGroupArn, repositoryArn } from '../model/arn.ts';
import { rootPattern } from '../model/package-group-pattern.ts';
import type { OperationScope } from './operation.ts';
import { type PackageInput, parsePackage } from './subject.ts';

/** What operations are decided on (AWS: "Actions, resources, and condition keys for AWS CodeArtifact"). */
export const onEverything = (): string => '*';

export const onDomain = (_input: object, { target }: OperationScope): string => domainArn(target.id);

export const onRepository = ({ repository }: { readonly repository: string }, { target }: OperationScope): string =>
  repositoryArn(target.id, repository);

/** By its canonical name, so that no spelling of it slips past a policy. */
export function onPackage(input: PackageInput & { readonly repository: string }, scope: OperationScope): string {
  const { format, name } = parsePackage(input, scope);
  return packageArn(scope.target.id, input.repository, format.id, name);
}

export const onGroup = ({ packageGroup }: { readonly packageGroup: string }, { target }: OperationScope): string =>
  packageGroupArn(target.id, packageGroup);

/** A group that a package's name leads to is any group of the domain, until it is found. */
export const onAnyGroup = (_input: object, { target }: OperationScope): string =>
  packageGroupArn(target.id, rootPattern);
