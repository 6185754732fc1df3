import type { AnyAction } from '../query/action.ts';
import type { QueryService } from '../query/query-service.ts';
import { assumeRole } from './assume-role.ts';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.ts';
import { callerIdentity } from './caller-identity.ts';
import { getAccessKeyInfo, getSessionToken } from './session-token.ts';

/** Every action of STS that this server has, for who signs. */
export const stsActions: readonly AnyAction[] = [assumeRole, callerIdentity, getAccessKeyInfo, getSessionToken];

/** Those that need no signature. */
export const unsignedStsActions: QueryService['unsigned'] = new Map([
  ['AssumeRoleWithWebIdentity', assumeRoleWithWebIdentity],
]);
