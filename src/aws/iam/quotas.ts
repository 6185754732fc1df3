import type { EntityKind } from '../../metadata/iam-entities.ts';

/** IAM User Guide, "IAM and AWS STS quotas". Characters of documents are counted without white space. */
export const quotas = {
  accessKeysPerUser: 2,
  groupsPerUser: 10,
  attachedPolicies: 10,
  versionsPerPolicy: 5,
  policyCharacters: 6144,
  trustPolicyCharacters: 2048,
  tags: 50,
  oidcProviders: 100,
  clientIdsPerProvider: 100,
  thumbprintsPerProvider: 5,
} as const;

/** Of all inline policies of one together. */
export const inlineCharacters: Record<EntityKind, number> = { user: 2048, group: 5120, role: 10_240 };
