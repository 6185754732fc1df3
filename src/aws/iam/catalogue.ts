import type { AnyAction } from '../query/action.ts';
import { accessKeys } from './access-keys.ts';
import { attachedPolicies } from './attached-policies.ts';
import { boundaries } from './boundaries.ts';
import { groups } from './groups.ts';
import { identityProviders } from './identity-providers.ts';
import { inlinePolicies } from './inline-policies.ts';
import { policies } from './policies.ts';
import { policyEntities } from './policy-entities.ts';
import { policyVersions } from './policy-versions.ts';
import { roles } from './roles.ts';
import { simulations } from './simulate.ts';
import { tags } from './tags.ts';
import { users } from './users.ts';

/** Every action of IAM that this server has. */
export const iamActions: readonly AnyAction[] = [
  ...[...users, ...accessKeys, ...groups, ...roles, ...inlinePolicies, ...attachedPolicies, ...boundaries],
  ...[...policies, ...policyVersions, ...policyEntities, ...tags, ...identityProviders, ...simulations],
];
