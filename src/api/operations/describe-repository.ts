import type { DescribeRepositoryRequest, DescribeRepositoryResult } from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { onRepository } from '../resources.ts';
import { requireRepository } from '../target.ts';
import { describeRepository as describe } from '../views/repository-description.ts';

export const describeRepository: Operation<DescribeRepositoryRequest, DescribeRepositoryResult> = {
  action: 'codeartifact:DescribeRepository',
  resource: onRepository,
  handle: async (input, scope) => ({ repository: await describe(requireRepository(scope, input), scope.deps) }),
};
