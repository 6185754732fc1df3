import assert from 'node:assert/strict';
import type { Codeartifact } from '@aws-sdk/client-codeartifact';
import { startInProcessApi } from './in-process-api.ts';

export interface PermissionCase {
  /** The action that the user lacks; all others it has. */
  readonly action: string;
  /** Where it lacks it; default: everywhere. */
  readonly resource?: string;
  /** In the domain 'acme' with the repositories 'store' and 'team'. */
  call(client: Codeartifact): Promise<unknown>;
}

/** The call is refused for want of that one permission, and for nothing else. */
export async function refusesWithout({ action, resource = '*', call }: PermissionCase): Promise<void> {
  await using api = await startInProcessApi();
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  const admin = api.clientWith([everything]);
  await admin.createDomain({ domain: 'acme' });
  for (const repository of ['store', 'team']) await admin.createRepository({ domain: 'acme', repository });
  const user = api.clientWith([everything, { Effect: 'Deny', Action: action, Resource: resource }]);
  await assert.rejects(call(user), { name: 'AccessDeniedException', message: new RegExp(`perform: ${action} `) });
}
