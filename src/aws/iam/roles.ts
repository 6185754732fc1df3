import type {
  CreateRoleResponse,
  GetRoleResponse,
  ListInstanceProfilesForRoleResponse,
  ListRolesResponse,
  UpdateRoleDescriptionResponse,
} from '@aws-sdk/client-iam';
import {
  createEntity,
  listEntities,
  type StoredEntity,
  type UpdateEntity,
  updateEntity,
} from '../../metadata/iam-entities.ts';
import { listIamTags } from '../../metadata/iam-tags.ts';
import { type AnyAction, action, type QueryCall } from '../query/action.ts';
import { integer, members, optional } from '../query/readers.ts';
import { entityArn } from './arns.ts';
import { boundaryKeys, readBoundary } from './boundary-input.ts';
import { checkDocumentUpTo } from './check-document.ts';
import { removeEntity } from './delete-entity.ts';
import { entityExists, noSuch } from './errors.ts';
import * as inputs from './inputs.ts';
import { readPage } from './pages.ts';
import { quotas } from './quotas.ts';
import { existing, listed, named, ofAccount } from './subjects.ts';
import { readTags } from './tag-input.ts';
import { newUniqueId } from './unique-ids.ts';
import { roleSummary, roleView } from './views.ts';

const sessionSeconds = integer(3600, 43_200);
const defaultSessionSeconds = 3600;

const checkTrust = (document: string): void =>
  checkDocumentUpTo(document, 'trust', 'ACLSizePerRole', quotas.trustPolicyCharacters);

const viewOf = async ({ deps }: QueryCall, role: StoredEntity) =>
  roleView(role, await listIamTags(deps.database.reader, { kind: 'principal', id: role.id }));

const createRole = action({
  name: 'CreateRole',
  input: members({
    RoleName: inputs.roleName,
    Path: optional(inputs.path),
    AssumeRolePolicyDocument: inputs.document,
    Description: optional(inputs.roleDescription),
    MaxSessionDuration: optional(sessionSeconds),
    PermissionsBoundary: optional(inputs.arn),
    Tags: optional(inputs.tagList),
  }),
  also: ({ Tags }) => (Tags === undefined ? [] : ['TagRole']),
  keys: ({ PermissionsBoundary }) => boundaryKeys(PermissionsBoundary),
  tags: ({ Tags }) => readTags(Tags),
  subject: ({ RoleName, Path = '/' }, call) => ofAccount((id) => entityArn(id, 'role', Path, RoleName))(call),
  async handle(call, input, { arn }): Promise<CreateRoleResponse> {
    const { RoleName, Path = '/', AssumeRolePolicyDocument: trustPolicy } = input;
    checkTrust(trustPolicy);
    const tags = readTags(input.Tags);
    const role = await call.write(createEntity, {
      accountId: call.signer.principal.accountId,
      ...{ kind: 'role', name: RoleName, path: Path, uniqueId: newUniqueId('role'), arn, trustPolicy, tags },
      description: input.Description ?? null,
      maxSessionSeconds: input.MaxSessionDuration ?? defaultSessionSeconds,
      boundaryArn: await readBoundary(call, input.PermissionsBoundary),
      now: call.request.now.getTime(),
    });
    if (role === null) throw entityExists(`Role with name ${RoleName} already exists.`);
    return { Role: roleView(role, tags) };
  },
});

const getRole = action({
  name: 'GetRole',
  input: members({ RoleName: inputs.roleName }),
  subject: ({ RoleName }, call) => named(call, 'role', RoleName),
  handle: async (call, _input, subject): Promise<GetRoleResponse> => ({ Role: await viewOf(call, existing(subject)) }),
});

const listRoles = action({
  name: 'ListRoles',
  input: members({ PathPrefix: optional(inputs.pathPrefix), ...inputs.page }),
  subject: ({ PathPrefix }, call) => listed('role', call, PathPrefix),
  async handle({ deps, signer }, input): Promise<ListRolesResponse> {
    const { items, ...page } = await readPage(
      input,
      (after, limit) =>
        listEntities(deps.database.reader, {
          ...{ accountId: signer.principal.accountId, kind: 'role', after, limit },
          pathPrefix: input.PathPrefix ?? null,
        }),
      ({ name }) => name.toLowerCase(),
    );
    return { Roles: items.map(roleSummary), ...page };
  },
});

async function change(call: QueryCall, { id, name }: StoredEntity, to: UpdateEntity['change']): Promise<void> {
  if ((await call.write(updateEntity, { id, change: to })) === 'not-found') throw noSuch('role', name);
}

const updateRole = action({
  name: 'UpdateRole',
  input: members({
    RoleName: inputs.roleName,
    Description: optional(inputs.roleDescription),
    MaxSessionDuration: optional(sessionSeconds),
  }),
  subject: ({ RoleName }, call) => named(call, 'role', RoleName),
  async handle(call, { Description, MaxSessionDuration }, subject) {
    // A duration that is left out goes back to its default (IAM API reference, UpdateRole).
    await change(call, existing(subject), {
      ...(Description !== undefined && { description: Description }),
      maxSessionSeconds: MaxSessionDuration ?? defaultSessionSeconds,
    });
    return {};
  },
});

const updateRoleDescription = action({
  name: 'UpdateRoleDescription',
  input: members({ RoleName: inputs.roleName, Description: inputs.roleDescription }),
  subject: ({ RoleName }, call) => named(call, 'role', RoleName),
  async handle(call, { Description: description }, subject): Promise<UpdateRoleDescriptionResponse> {
    const role = existing(subject);
    await change(call, role, { description });
    return { Role: await viewOf(call, { ...role, description }) };
  },
});

const updateAssumeRolePolicy = action({
  name: 'UpdateAssumeRolePolicy',
  input: members({ RoleName: inputs.roleName, PolicyDocument: inputs.document }),
  subject: ({ RoleName }, call) => named(call, 'role', RoleName),
  async handle(call, { PolicyDocument: trustPolicy }, subject) {
    const role = existing(subject);
    checkTrust(trustPolicy);
    await change(call, role, { trustPolicy });
    return null;
  },
});

const deleteRole = action({
  name: 'DeleteRole',
  input: members({ RoleName: inputs.roleName }),
  subject: ({ RoleName }, call) => named(call, 'role', RoleName),
  handle: (call, _input, subject) => removeEntity(call, existing(subject)),
});

/** There are none; clients that delete a role look for them first. */
const listInstanceProfilesForRole = action({
  name: 'ListInstanceProfilesForRole',
  input: members({ RoleName: inputs.roleName, ...inputs.page }),
  subject: ({ RoleName }, call) => named(call, 'role', RoleName),
  async handle(_call, _input, subject): Promise<ListInstanceProfilesForRoleResponse> {
    existing(subject);
    return { InstanceProfiles: [], IsTruncated: false };
  },
});

export const roles: readonly AnyAction[] = [
  ...[createRole, getRole, listRoles, deleteRole],
  ...[updateRole, updateRoleDescription, updateAssumeRolePolicy, listInstanceProfilesForRole],
];
