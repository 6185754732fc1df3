import type { GetDomainPermissionsPolicyRequest, GetDomainPermissionsPolicyResult } from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { readPermissionsPolicy } from '../permissions-policy.ts';
import { onDomain } from '../resources.ts';
import { requireDomain } from '../target.ts';

export const getDomainPermissionsPolicy: Operation<
  GetDomainPermissionsPolicyRequest,
  GetDomainPermissionsPolicyResult
> = {
  action: 'codeartifact:GetDomainPermissionsPolicy',
  resource: onDomain,
  async handle(_input, scope) {
    requireDomain(scope);
    return { policy: await readPermissionsPolicy(scope, null) };
  },
};
