import type { AssumeRoleResponse } from '@aws-sdk/client-sts';
import { invalid, RegistryError } from '../../kernel/errors.ts';
import { decideTrust, type TrustQuestion } from '../../registry/decide-trust.ts';
import type { DecisionKeys } from '../../registry/request-scope.ts';
import { action, type QueryCall } from '../query/action.ts';
import { listOf, members, optional, text } from '../query/readers.ts';
import * as inputs from './inputs.ts';
import { type FoundRole, findRole, startRoleSession } from './role-session.ts';
import { type SessionTags, sessionTags } from './session-tags.ts';

const input = members({
  RoleArn: inputs.roleArn,
  RoleSessionName: inputs.sessionName,
  ...inputs.bounds,
  DurationSeconds: optional(inputs.roleSeconds),
  Tags: optional(inputs.tags),
  TransitiveTagKeys: optional(listOf(inputs.tagKey, 50)),
  ExternalId: optional(inputs.externalId),
  SerialNumber: optional(text()),
  SourceIdentity: optional(text()),
});
type Input = ReturnType<typeof input.read>;

const keysOf = ({ RoleSessionName, ExternalId, TransitiveTagKeys }: Input): DecisionKeys => ({
  'sts:rolesessionname': RoleSessionName,
  ...(ExternalId !== undefined && { 'sts:externalid': ExternalId }),
  ...(TransitiveTagKeys !== undefined && { 'sts:transitivetagkeys': TransitiveTagKeys }),
});

/** Tags need a right of their own. Every decision leaves a record; the first refusal is thrown. */
function authorize(call: QueryCall, asked: Input, { trusted }: FoundRole, { own }: SessionTags): void {
  const { deps, request, signer } = call;
  const question: Omit<TrustQuestion, 'action'> = {
    asker: { kind: 'principal', principal: signer.principal },
    role: trusted,
    keys: keysOf(asked),
    tags: own,
    ...{ requestId: request.requestId, region: deps.region, now: request.now, origin: call.origin },
    detail: { accessKeyId: signer.accessKeyId, roleSessionName: asked.RoleSessionName },
  };
  for (const wanted of own.length === 0 ? ['AssumeRole'] : ['TagSession', 'AssumeRole']) {
    const { record, refusal } = decideTrust({ ...question, action: `sts:${wanted}` });
    if (refusal !== null || wanted === 'AssumeRole') deps.auditReads([record]);
    if (refusal !== null) throw refusal;
  }
}

function refuseUnsupported({ SerialNumber, SourceIdentity }: Input): void {
  if (SerialNumber !== undefined)
    throw invalid('MFA devices are not supported by this server: leave SerialNumber out.');
  if (SourceIdentity !== undefined) throw invalid('SourceIdentity is not supported by this server: leave it out.');
}

export const assumeRole = action({
  name: 'AssumeRole',
  decides: 'itself',
  input,
  subject: ({ RoleArn }) => ({ arn: RoleArn }),
  async handle(call, asked, { arn }): Promise<AssumeRoleResponse> {
    refuseUnsupported(asked);
    const { deps, signer, request } = call;
    const tags = sessionTags(asked, signer.session);
    const role = await findRole(deps, arn);
    // As for a role that does not trust the caller, so that nobody learns which roles there are.
    if (role === null)
      throw new RegistryError(
        'AccessDenied',
        `User: ${signer.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      );
    authorize(call, asked, role, tags);
    return startRoleSession(deps, {
      entity: role.entity,
      name: asked.RoleSessionName,
      bounds: asked,
      seconds: asked.DurationSeconds,
      isChained: signer.session?.kind === 'role',
      tags: tags.all,
      transitiveTagKeys: tags.transitiveTagKeys,
      now: request.now,
    });
  },
});
