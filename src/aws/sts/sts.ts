import type { Api } from '../../api/api.ts';
import type { AwsDeps } from '../deps.ts';
import { createQueryService } from '../query/query-service.ts';
import { assumeRole } from './assume-role.ts';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.ts';
import { callerIdentity } from './caller-identity.ts';
import { getAccessKeyInfo, getSessionToken } from './session-token.ts';

const actions = [assumeRole, callerIdentity, getAccessKeyInfo, getSessionToken];

/** AWS STS (Query protocol, version 2011-06-15), as far as this server has it. */
export const createSts = (deps: AwsDeps): Api =>
  createQueryService(deps, {
    name: 'sts',
    xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
    actions: new Map(actions.map((action) => [action.name, action])),
    unsigned: new Map([['AssumeRoleWithWebIdentity', assumeRoleWithWebIdentity]]),
  });
