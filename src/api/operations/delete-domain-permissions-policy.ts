import type {
  DeleteDomainPermissionsPolicyRequest,
  DeleteDomainPermissionsPolicyResult,
} from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { deletePermissionsPolicy } from '../permissions-policy.ts';
import { onDomain } from '../resources.ts';
import { requireDomain } from '../target.ts';

export const deleteDomainPermissionsPolicy: Operation<
  DeleteDomainPermissionsPolicyRequest,
  DeleteDomainPermissionsPolicyResult
> = {
  action: 'codeartifact:DeleteDomainPermissionsPolicy',
  resource: onDomain,
  async handle(input, scope) {
    requireDomain(scope);
    return { policy: await deletePermissionsPolicy(input, scope, null) };
  },
};
