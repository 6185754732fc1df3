import type { CreateUserResponse, GetUserResponse, ListUsersResponse } from '@aws-sdk/client-iam';
import { createEntity, listEntities, updateEntity } from '../../metadata/iam-entities.ts';
import { listIamTags } from '../../metadata/iam-tags.ts';
import { type AnyAction, action } from '../query/action.ts';
import { members, optional } from '../query/readers.ts';
import { entityArn } from './arns.ts';
import { boundaryKeys, readBoundary } from './boundary-input.ts';
import { removeEntity } from './delete-entity.ts';
import { entityExists, noSuch } from './errors.ts';
import * as inputs from './inputs.ts';
import { readPage } from './pages.ts';
import { existing, listed, named, namedUser, ofAccount } from './subjects.ts';
import { readTags } from './tag-input.ts';
import { newUniqueId } from './unique-ids.ts';
import { userSummary, userView } from './views.ts';

const alreadyThere = (name: string) => entityExists(`User with name ${name} already exists.`);

const createUser = action({
  name: 'CreateUser',
  input: members({
    UserName: inputs.newUserName,
    Path: optional(inputs.path),
    PermissionsBoundary: optional(inputs.arn),
    Tags: optional(inputs.tagList),
  }),
  also: ({ Tags }) => (Tags === undefined ? [] : ['TagUser']),
  keys: ({ PermissionsBoundary }) => boundaryKeys(PermissionsBoundary),
  tags: ({ Tags }) => readTags(Tags),
  subject: ({ UserName, Path = '/' }, call) => ofAccount((id) => entityArn(id, 'user', Path, UserName))(call),
  async handle(call, { UserName, Path = '/', PermissionsBoundary, Tags }, { arn }): Promise<CreateUserResponse> {
    const tags = readTags(Tags);
    const user = await call.write(createEntity, {
      accountId: call.signer.principal.accountId,
      kind: 'user',
      name: UserName,
      path: Path,
      uniqueId: newUniqueId('user'),
      arn,
      description: null,
      trustPolicy: null,
      maxSessionSeconds: null,
      boundaryArn: await readBoundary(call, PermissionsBoundary),
      tags,
      now: call.request.now.getTime(),
    });
    if (user === null) throw alreadyThere(UserName);
    return { User: userView(user, tags) };
  },
});

const getUser = action({
  name: 'GetUser',
  input: members({ UserName: optional(inputs.userName) }),
  subject: ({ UserName }, call) => namedUser(call, UserName),
  async handle({ deps }, _input, subject): Promise<GetUserResponse> {
    const user = existing(subject);
    return { User: userView(user, await listIamTags(deps.database.reader, { kind: 'principal', id: user.id })) };
  },
});

const listUsers = action({
  name: 'ListUsers',
  input: members({ PathPrefix: optional(inputs.pathPrefix), ...inputs.page }),
  subject: ({ PathPrefix }, call) => listed('user', call, PathPrefix),
  async handle({ deps, signer }, input): Promise<ListUsersResponse> {
    const { items, ...page } = await readPage(
      input,
      (after, limit) =>
        listEntities(deps.database.reader, {
          ...{ accountId: signer.principal.accountId, kind: 'user', after, limit },
          pathPrefix: input.PathPrefix ?? null,
        }),
      ({ name }) => name.toLowerCase(),
    );
    return { Users: items.map(userSummary), ...page };
  },
});

const updateUser = action({
  name: 'UpdateUser',
  input: members({
    UserName: inputs.userName,
    NewPath: optional(inputs.path),
    NewUserName: optional(inputs.newUserName),
  }),
  subject: ({ UserName }, call) => named(call, 'user', UserName),
  async handle(call, { NewPath, NewUserName }, subject) {
    const { id, accountId, name: oldName, path: oldPath } = existing(subject);
    const [name, path] = [NewUserName ?? oldName, NewPath ?? oldPath];
    const change = { name, path, arn: entityArn(accountId, 'user', path, name) };
    const outcome = await call.write(updateEntity, { id, change });
    if (outcome === 'exists') throw alreadyThere(name);
    if (outcome === 'not-found') throw noSuch('user', oldName);
    return null;
  },
});

const deleteUser = action({
  name: 'DeleteUser',
  input: members({ UserName: inputs.userName }),
  subject: ({ UserName }, call) => named(call, 'user', UserName),
  handle: (call, _input, subject) => removeEntity(call, existing(subject)),
});

export const users: readonly AnyAction[] = [createUser, getUser, listUsers, updateUser, deleteUser];
