import type {
  DisassociateExternalConnectionRequest,
  DisassociateExternalConnectionResult,
} from '@aws-sdk/client-codeartifact';
import { disassociateConnection } from '../../metadata/connections.ts';
import type { Operation } from '../operation.ts';
import { onRepository } from '../resources.ts';
import { requireRepository } from '../target.ts';
import { describeRepository } from '../views/repository-description.ts';

export const disassociateExternalConnection: Operation<
  DisassociateExternalConnectionRequest,
  DisassociateExternalConnectionResult
> = {
  action: 'codeartifact:DisassociateExternalConnection',
  resource: onRepository,
  async handle(input, scope) {
    const { request, deps } = scope;
    const located = requireRepository(scope, input);
    const { owner, name: domain } = located.domain;
    const { repository, externalConnection: connection } = input;
    await request.write(deps.database, disassociateConnection, { owner, domain, repository, connection });
    return { repository: await describeRepository(located, deps) };
  },
};
