import type { PutDomainPermissionsPolicyRequest, PutDomainPermissionsPolicyResult } from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { putPermissionsPolicy } from '../permissions-policy.ts';
import { onDomain } from '../resources.ts';
import { requireDomain } from '../target.ts';

/** Decided without the policy that there is, so that nobody is locked out. */
export const putDomainPermissionsPolicy: Operation<
  PutDomainPermissionsPolicyRequest,
  PutDomainPermissionsPolicyResult
> = {
  action: 'codeartifact:PutDomainPermissionsPolicy',
  resource: onDomain,
  async handle(input, scope) {
    requireDomain(scope);
    return { policy: await putPermissionsPolicy(input, scope, null) };
  },
};
