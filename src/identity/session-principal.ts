import { findEntityByUniqueId, type StoredEntity } from '../metadata/iam-entities.ts';
import type { Db } from '../metadata/schema.ts';
import type { Principal } from '../model/principal.ts';
import { denyEverything, loadPrincipal, readPolicyDocument } from './load-principal.ts';
import type { Session } from './session.ts';

/** The ARN of a session of the role, as it is in policies and in the audit trail; without the role's path. */
export const assumedRoleArn = (
  { accountId, name }: Pick<StoredEntity, 'accountId' | 'name'>,
  session: string,
): string => `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`;

async function boundsOf(db: Db, { policies, policyArns }: Session): Promise<readonly string[]> {
  const managed = await Promise.all(policyArns.map((arn) => readPolicyDocument(db, arn)));
  const found = [...policies, ...managed.filter((document) => document !== null)];
  const wasBounded = policies.length + policyArns.length > 0;
  return wasBounded && found.length === 0 ? [denyEverything] : found;
}

/** Tags of the session come before those of the role, whose keys are compared without regard to case. */
function mergeTags(own: Principal['tags'], { tags }: Session): Principal['tags'] {
  const given = new Set(tags.map(([key]) => key.toLowerCase()));
  return new Map([...[...own].filter(([key]) => !given.has(key.toLowerCase())), ...tags]);
}

/** Who a session is, with the policies of now; null when its user or role is gone. */
export async function loadSessionPrincipal(db: Db, session: Session): Promise<Principal | null> {
  const entity = await findEntityByUniqueId(db, session.entityId);
  if (entity === null || entity.kind !== session.kind) return null;
  const [own, sessionPolicies] = await Promise.all([loadPrincipal(db, entity), boundsOf(db, session)]);
  const issuedAt = new Date(session.issuedAt * 1000);
  if (session.kind === 'user') return { ...own, sessionPolicies, issuedAt };
  return {
    ...own,
    kind: 'assumed-role',
    name: session.name,
    uniqueId: `${entity.uniqueId}:${session.name}`,
    arn: assumedRoleArn(entity, session.name),
    sessionPolicies,
    tags: mergeTags(own.tags, session),
    issuedAt,
  };
}
