import type {
  PutRepositoryPermissionsPolicyRequest,
  PutRepositoryPermissionsPolicyResult,
} from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { putPermissionsPolicy } from '../permissions-policy.ts';
import { onRepository } from '../resources.ts';
import { requireRepository } from '../target.ts';

/** Decided without the policies that there are, so that nobody is locked out. */
export const putRepositoryPermissionsPolicy: Operation<
  PutRepositoryPermissionsPolicyRequest,
  PutRepositoryPermissionsPolicyResult
> = {
  action: 'codeartifact:PutRepositoryPermissionsPolicy',
  resource: onRepository,
  async handle(input, scope) {
    requireRepository(scope, input);
    return { policy: await putPermissionsPolicy(input, scope, input.repository) };
  },
};
