import type { GetRepositoryEndpointRequest, GetRepositoryEndpointResult } from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { onRepository } from '../resources.ts';
import { requireRepository } from '../target.ts';

/** One address serves every address family, so `endpointType` changes nothing. */
export const getRepositoryEndpoint: Operation<GetRepositoryEndpointRequest, GetRepositoryEndpointResult> = {
  action: 'codeartifact:GetRepositoryEndpoint',
  resource: onRepository,
  async handle(input, scope) {
    const { domain, repository } = requireRepository(scope, input);
    const place = { format: input.format, domain: domain.name, owner: domain.owner, repository: repository.name };
    return { repositoryEndpoint: scope.deps.repositoryEndpoint(place) };
  },
};
