import type {
  DeleteRepositoryPermissionsPolicyRequest,
  DeleteRepositoryPermissionsPolicyResult,
} from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { deletePermissionsPolicy } from '../permissions-policy.ts';
import { onRepository } from '../resources.ts';
import { requireRepository } from '../target.ts';

export const deleteRepositoryPermissionsPolicy: Operation<
  DeleteRepositoryPermissionsPolicyRequest,
  DeleteRepositoryPermissionsPolicyResult
> = {
  action: 'codeartifact:DeleteRepositoryPermissionsPolicy',
  resource: onRepository,
  async handle(input, scope) {
    requireRepository(scope, input);
    return { policy: await deletePermissionsPolicy(input, scope, input.repository) };
  },
};
