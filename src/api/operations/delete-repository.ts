import type { DeleteRepositoryRequest, DeleteRepositoryResult } from '@aws-sdk/client-codeartifact';
import { deleteRepository as removeRepository } from '../../metadata/delete-repository.ts';
import type { Operation } from '../operation.ts';
import { onRepository } from '../resources.ts';
import { requireRepository } from '../target.ts';
import { describeRepository } from '../views/repository-description.ts';

/** With all that it holds. Answers what it was. */
export const deleteRepository: Operation<DeleteRepositoryRequest, DeleteRepositoryResult> = {
  action: 'codeartifact:DeleteRepository',
  resource: onRepository,
  async handle(input, scope) {
    const { request, deps } = scope;
    const located = requireRepository(scope, input);
    const repository = await describeRepository(located, deps);
    await request.write(deps.database, removeRepository, {
      owner: located.domain.owner,
      domain: located.domain.name,
      repository: input.repository,
      now: request.now.getTime(),
    });
    return { repository };
  },
};
