import type {
  AssociateExternalConnectionRequest,
  AssociateExternalConnectionResult,
} from '@aws-sdk/client-codeartifact';
import { invalid } from '../../kernel/errors.ts';
import { associateConnection } from '../../metadata/connections.ts';
import type { Operation } from '../operation.ts';
import { onRepository } from '../resources.ts';
import { requireRepository } from '../target.ts';
import { describeRepository } from '../views/repository-description.ts';

export const associateExternalConnection: Operation<
  AssociateExternalConnectionRequest,
  AssociateExternalConnectionResult
> = {
  action: 'codeartifact:AssociateExternalConnection',
  resource: onRepository,
  async handle(input, scope) {
    const { request, deps } = scope;
    const located = requireRepository(scope, input);
    const { repository, externalConnection: connection } = input;
    if (!deps.connections.has(connection))
      throw invalid(
        `There is no external connection '${connection}'. There are: ${[...deps.connections.keys()].join(', ')}.`,
      );
    const { owner, name: domain } = located.domain;
    const address = { owner, domain, repository };
    await request.write(deps.database, associateConnection, { ...address, connection, quotas: deps.quotas });
    return { repository: await describeRepository(located, deps) };
  },
};
