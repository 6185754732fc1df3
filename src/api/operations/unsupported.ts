import { invalid } from '../../kernel/errors.ts';
import { packageArn } from '../../model/arn.ts';
import type { OperationName } from '../model.generated.ts';
import type { Operation, OperationScope } from '../operation.ts';
import { onDomain, onRepository } from '../resources.ts';
import { parsePackage } from '../subject.ts';

type Resource<Input> = (input: Input, scope: OperationScope) => string;

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
} satisfies Partial<Record<OperationName, Resource<never>>>;

export const unsupportedOperations = Object.fromEntries(
  Object.entries(resources).map(([name, resource]) => [name, unsupported(name as OperationName, resource)]),
) as Record<keyof typeof resources, Operation<never, never>>;
