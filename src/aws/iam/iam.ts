import type { Api } from '../../api/api.ts';
import { AuthenticationError } from '../../identity/authentication-error.ts';
import type { AwsDeps } from '../deps.ts';
import { createQueryService } from '../query/query-service.ts';
import { iamActions } from './catalogue.ts';

/** AWS IAM (Query protocol, version 2010-05-08), as far as this server has it. */
export const createIam = (deps: AwsDeps): Api =>
  createQueryService(deps, {
    name: 'iam',
    xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/',
    actions: new Map(iamActions.map((action) => [action.name, action])),
    unsigned: new Map(),
    admit({ session }) {
      // STS API reference, GetSessionToken: without MFA its credentials are not good for IAM.
      if (session?.kind === 'user')
        throw new AuthenticationError('UnrecognizedClient', 'The security token included in the request is invalid.');
    },
  });
