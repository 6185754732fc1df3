import type { AssumeRoleResponse } from '@aws-sdk/client-sts';
import { readPolicyDocument } from '../../identity/load-principal.ts';
import type { Session } from '../../identity/session.ts';
import { assumedRoleArn } from '../../identity/session-principal.ts';
import { invalid, RegistryError } from '../../kernel/errors.ts';
import { findEntityByArn, type StoredEntity } from '../../metadata/iam-entities.ts';
import { listIamTags } from '../../metadata/iam-tags.ts';
import type { ResourceTag } from '../../metadata/resource-tags.ts';
import { parseDocument } from '../../policy/parse-document.ts';
import type { TrustedRole } from '../../registry/decide-trust.ts';
import type { AwsDeps } from '../deps.ts';
import { stsRefusal } from './errors.ts';
import { issueCredentials, packedPercent } from './issue-credentials.ts';

export interface FoundRole {
  readonly entity: StoredEntity;
  readonly trusted: TrustedRole;
}

/** null: there is no such role. */
export async function findRole({ database }: AwsDeps, arn: string): Promise<FoundRole | null> {
  const entity = await findEntityByArn(database.reader, arn);
  if (entity?.kind !== 'role' || entity.trustPolicy === null) return null;
  const { id, accountId, trustPolicy } = entity;
  const tags = await listIamTags(database.reader, { kind: 'principal', id });
  return { entity, trusted: { arn: entity.arn, accountId, trustPolicy, tags } };
}

export interface AskedBounds {
  readonly Policy: string | undefined;
  readonly PolicyArns: readonly { readonly arn: string }[] | undefined;
}

/** The session policies, checked: MalformedPolicyDocument for one that is none. */
async function readBounds({ database }: AwsDeps, { Policy, PolicyArns = [] }: AskedBounds) {
  const policyArns = PolicyArns.map(({ arn }) => arn);
  for (const arn of policyArns)
    if ((await readPolicyDocument(database.reader, arn)) === null)
      throw stsRefusal.invalidParameter(`The session policy ${arn} does not exist.`);
  try {
    if (Policy !== undefined) parseDocument(Policy, 'identity');
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'Validation') throw stsRefusal.malformedPolicy(error.message);
    throw error;
  }
  return { policies: Policy === undefined ? [] : [Policy], policyArns };
}

const defaultSeconds = 3600;

/** How long a session of the role lasts. Validation for longer than the role, or than a role's own sessions, may. */
function lifetimeOf({ maxSessionSeconds }: StoredEntity, asked: number | undefined, isChained: boolean): number {
  const seconds = asked ?? defaultSeconds;
  if (isChained && seconds > defaultSeconds)
    throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  if (seconds > (maxSessionSeconds ?? defaultSeconds))
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  return seconds;
}

export interface RoleSessionRequest {
  readonly entity: StoredEntity;
  readonly name: string;
  readonly bounds: AskedBounds;
  readonly seconds: number | undefined;
  /** Asked for by a session of a role. */
  readonly isChained: boolean;
  readonly tags: readonly ResourceTag[];
  readonly transitiveTagKeys: readonly string[];
  readonly now: Date;
}

type RoleSession = Pick<AssumeRoleResponse, 'Credentials' | 'AssumedRoleUser' | 'PackedPolicySize'>;

/** Credentials for a session of the role. */
export async function startRoleSession(deps: AwsDeps, request: RoleSessionRequest): Promise<RoleSession> {
  const { entity, name, now } = request;
  const issuedAt = Math.floor(now.getTime() / 1000);
  const session: Session = {
    ...{ kind: 'role', entityId: entity.uniqueId, name, issuedAt },
    ...(await readBounds(deps, request.bounds)),
    tags: request.tags.map(({ key, value }) => [key, value]),
    transitiveTagKeys: request.transitiveTagKeys,
    expiresAt: issuedAt + lifetimeOf(entity, request.seconds, request.isChained),
  };
  const percent = packedPercent(session);
  return {
    Credentials: await issueCredentials(deps, session),
    AssumedRoleUser: { AssumedRoleId: `${entity.uniqueId}:${name}`, Arn: assumedRoleArn(entity, name) },
    ...(percent > 0 && { PackedPolicySize: percent }),
  };
}
