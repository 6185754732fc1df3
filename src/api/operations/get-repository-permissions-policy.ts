import type {
  GetRepositoryPermissionsPolicyRequest,
  GetRepositoryPermissionsPolicyResult,
} from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { readPermissionsPolicy } from '../permissions-policy.ts';
import { onRepository } from '../resources.ts';
import { requireRepository } from '../target.ts';

export const getRepositoryPermissionsPolicy: Operation<
  GetRepositoryPermissionsPolicyRequest,
  GetRepositoryPermissionsPolicyResult
> = {
  action: 'codeartifact:GetRepositoryPermissionsPolicy',
  resource: onRepository,
  async handle(input, scope) {
    requireRepository(scope, input);
    return { policy: await readPermissionsPolicy(scope, input.repository) };
  },
};
