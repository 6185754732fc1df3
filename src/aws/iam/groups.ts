import type {
  CreateGroupResponse,
  GetGroupResponse,
  ListGroupsForUserResponse,
  ListGroupsResponse,
} from '@aws-sdk/client-iam';
import { createEntity, listEntities, updateEntity } from '../../metadata/iam-entities.ts';
import { addGroupMember, listGroupsOf, listMembers, removeGroupMember } from '../../metadata/iam-groups.ts';
import { type AnyAction, action } from '../query/action.ts';
import { members, optional } from '../query/readers.ts';
import { entityArn } from './arns.ts';
import { removeEntity } from './delete-entity.ts';
import { entityExists, noSuch, quotaExceeded } from './errors.ts';
import * as inputs from './inputs.ts';
import { pageOf, readPage } from './pages.ts';
import { quotas } from './quotas.ts';
import { existing, listed, named, ofAccount } from './subjects.ts';
import { newUniqueId } from './unique-ids.ts';
import { groupView, userSummary } from './views.ts';

const alreadyThere = (name: string) => entityExists(`Group with name ${name} already exists.`);

const createGroup = action({
  name: 'CreateGroup',
  input: members({ GroupName: inputs.groupName, Path: optional(inputs.path) }),
  subject: ({ GroupName, Path = '/' }, call) => ofAccount((id) => entityArn(id, 'group', Path, GroupName))(call),
  async handle(call, { GroupName, Path = '/' }, { arn }): Promise<CreateGroupResponse> {
    const group = await call.write(createEntity, {
      accountId: call.signer.principal.accountId,
      ...{ kind: 'group', name: GroupName, path: Path, uniqueId: newUniqueId('group'), arn },
      ...{ description: null, trustPolicy: null, maxSessionSeconds: null, boundaryArn: null },
      tags: [],
      now: call.request.now.getTime(),
    });
    if (group === null) throw alreadyThere(GroupName);
    return { Group: groupView(group) };
  },
});

const getGroup = action({
  name: 'GetGroup',
  input: members({ GroupName: inputs.groupName, ...inputs.page }),
  subject: ({ GroupName }, call) => named(call, 'group', GroupName),
  async handle({ deps }, input, subject): Promise<GetGroupResponse> {
    const group = existing(subject);
    const { items, ...page } = await readPage(
      input,
      (after, limit) => listMembers(deps.database.reader, { groupId: group.id, after: Number(after ?? 0), limit }),
      ({ id }) => String(id),
    );
    return { Group: groupView(group), Users: items.map(userSummary), ...page };
  },
});

const listGroups = action({
  name: 'ListGroups',
  input: members({ PathPrefix: optional(inputs.pathPrefix), ...inputs.page }),
  subject: ({ PathPrefix }, call) => listed('group', call, PathPrefix),
  async handle({ deps, signer }, input): Promise<ListGroupsResponse> {
    const { items, ...page } = await readPage(
      input,
      (after, limit) =>
        listEntities(deps.database.reader, {
          ...{ accountId: signer.principal.accountId, kind: 'group', after, limit },
          pathPrefix: input.PathPrefix ?? null,
        }),
      ({ name }) => name.toLowerCase(),
    );
    return { Groups: items.map(groupView), ...page };
  },
});

const updateGroup = action({
  name: 'UpdateGroup',
  input: members({
    GroupName: inputs.groupName,
    NewPath: optional(inputs.path),
    NewGroupName: optional(inputs.groupName),
  }),
  subject: ({ GroupName }, call) => named(call, 'group', GroupName),
  async handle(call, { NewPath, NewGroupName }, subject) {
    const { id, accountId, name: oldName, path: oldPath } = existing(subject);
    const [name, path] = [NewGroupName ?? oldName, NewPath ?? oldPath];
    const change = { name, path, arn: entityArn(accountId, 'group', path, name) };
    const outcome = await call.write(updateEntity, { id, change });
    if (outcome === 'exists') throw alreadyThere(name);
    if (outcome === 'not-found') throw noSuch('group', oldName);
    return null;
  },
});

const deleteGroup = action({
  name: 'DeleteGroup',
  input: members({ GroupName: inputs.groupName }),
  subject: ({ GroupName }, call) => named(call, 'group', GroupName),
  handle: (call, _input, subject) => removeEntity(call, existing(subject)),
});

const membership = members({ GroupName: inputs.groupName, UserName: inputs.userName });

const addUserToGroup = action({
  name: 'AddUserToGroup',
  input: membership,
  subject: ({ GroupName }, call) => named(call, 'group', GroupName),
  async handle(call, { UserName, GroupName }, subject) {
    const group = existing(subject);
    const user = existing(await named(call, 'user', UserName));
    const member = { groupId: group.id, userId: user.id, limit: quotas.groupsPerUser };
    const outcome = await call.write(addGroupMember, member);
    if (outcome === 'no-user') throw noSuch('user', UserName);
    if (outcome === 'no-group') throw noSuch('group', GroupName);
    if (outcome === 'limit') throw quotaExceeded('GroupsPerUser', quotas.groupsPerUser);
    return null;
  },
});

const removeUserFromGroup = action({
  name: 'RemoveUserFromGroup',
  input: membership,
  subject: ({ GroupName }, call) => named(call, 'group', GroupName),
  async handle(call, { UserName }, subject) {
    const group = existing(subject);
    const user = existing(await named(call, 'user', UserName));
    if (!(await call.write(removeGroupMember, { groupId: group.id, userId: user.id }))) throw noSuch('user', UserName);
    return null;
  },
});

const listGroupsForUser = action({
  name: 'ListGroupsForUser',
  input: members({ UserName: inputs.userName, ...inputs.page }),
  subject: ({ UserName }, call) => named(call, 'user', UserName),
  async handle({ deps }, input, subject): Promise<ListGroupsForUserResponse> {
    const all = await listGroupsOf(deps.database.reader, existing(subject).id);
    const { items, ...page } = await pageOf(input, all, ({ name }) => name.toLowerCase());
    return { Groups: items.map(groupView), ...page };
  },
});

export const groups: readonly AnyAction[] = [
  ...[createGroup, getGroup, listGroups, updateGroup, deleteGroup],
  ...[addUserToGroup, removeUserFromGroup, listGroupsForUser],
];
