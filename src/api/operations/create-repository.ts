import type { CreateRepositoryRequest, CreateRepositoryResult } from '@aws-sdk/client-codeartifact';
import { createRepository as insertRepository } from '../../metadata/create-repository.ts';
import { repositoryArn } from '../../model/arn.ts';
import type { Operation } from '../operation.ts';
import { onRepository } from '../resources.ts';
import { parseTags, taggingOf } from '../tags.ts';
import { requireDomain } from '../target.ts';
import { joiningUpstreams, namesOfUpstreams } from '../upstreams.ts';
import { describeRepository } from '../views/repository-description.ts';

export const createRepository: Operation<CreateRepositoryRequest, CreateRepositoryResult> = {
  action: 'codeartifact:CreateRepository',
  resource: onRepository,
  also: ({ repository, upstreams, tags }, { target }) => [
    ...joiningUpstreams(upstreams, target.id),
    ...taggingOf(tags, repositoryArn(target.id, repository)),
  ],
  async handle({ repository: name, description, upstreams, tags }, scope) {
    const { request, deps } = scope;
    const domain = requireDomain(scope);
    const repository = await request.write(deps.database, insertRepository, {
      owner: domain.owner,
      domain: domain.name,
      name,
      administrator: request.caller.accountId,
      description: description ?? null,
      upstreams: namesOfUpstreams(upstreams),
      tags: parseTags(tags),
      now: request.now.getTime(),
      quotas: deps.quotas,
    });
    return { repository: await describeRepository({ domain, repository }, deps) };
  },
};
