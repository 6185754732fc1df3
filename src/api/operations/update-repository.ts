import type { UpdateRepositoryRequest, UpdateRepositoryResult } from '@aws-sdk/client-codeartifact';
import { readRepository } from '../../metadata/read-repository.ts';
import { updateRepository as changeRepository } from '../../metadata/update-repository.ts';
import type { Operation } from '../operation.ts';
import { onRepository } from '../resources.ts';
import { requireRepository } from '../target.ts';
import { joiningUpstreams, namesOfUpstreams } from '../upstreams.ts';
import { describeRepository } from '../views/repository-description.ts';

/** What is absent stays; upstreams that are present replace the whole list. */
export const updateRepository: Operation<UpdateRepositoryRequest, UpdateRepositoryResult> = {
  action: 'codeartifact:UpdateRepository',
  resource: onRepository,
  also: ({ upstreams }, { target }) => joiningUpstreams(upstreams, target.id),
  async handle(input, scope) {
    const { request, deps } = scope;
    const { domain } = requireRepository(scope, input);
    const address = { owner: domain.owner, domain: domain.name, repository: input.repository };
    await request.write(deps.database, changeRepository, {
      ...address,
      description: input.description ?? null,
      upstreams: input.upstreams === undefined ? null : namesOfUpstreams(input.upstreams),
      quotas: deps.quotas,
    });
    return { repository: await describeRepository(await readRepository(deps.database.reader, address), deps) };
  },
};
