import type {
  CreateAccessKeyResponse,
  GetAccessKeyLastUsedResponse,
  ListAccessKeysResponse,
} from '@aws-sdk/client-iam';
import { newAccessKeyId, newSecretAccessKey } from '../../kernel/ids.ts';
import { sealContext } from '../../keys/seal-context.ts';
import { storeSealed } from '../../keys/store-sealed.ts';
import {
  createAccessKey,
  deleteAccessKey,
  findKeyUse,
  type KeyUse,
  listAccessKeys,
  setAccessKeyStatus,
} from '../../metadata/access-keys.ts';
import { type AnyAction, action, type Subject } from '../query/action.ts';
import { choice, members, optional } from '../query/readers.ts';
import { entityArn } from './arns.ts';
import { noSuch, noSuchEntity, quotaExceeded } from './errors.ts';
import * as inputs from './inputs.ts';
import { pageOf } from './pages.ts';
import { quotas } from './quotas.ts';
import { existing, namedUser } from './subjects.ts';

const noSuchKey = (id: string) => noSuchEntity(`The Access Key with id ${id} cannot be found.`);

const create = action({
  name: 'CreateAccessKey',
  input: members({ UserName: optional(inputs.userName) }),
  subject: ({ UserName }, call) => namedUser(call, UserName),
  async handle(call, _input, subject): Promise<CreateAccessKeyResponse> {
    const user = existing(subject);
    const { root } = call.deps;
    const { now } = call.request;
    const [id, plain] = [newAccessKeyId(), newSecretAccessKey()];
    const outcome = await storeSealed(root, async (rootKeyId) => {
      const secret = await root.wrap(Buffer.from(plain), sealContext('access-key', id));
      const key = { principalId: user.id, id, secret, rootKeyId, limit: quotas.accessKeysPerUser, now: now.getTime() };
      const made = await call.write(createAccessKey, key);
      return made === 'root-key-changed' ? null : made;
    });
    if (outcome === 'no-user') throw noSuch('user', user.name);
    if (outcome === 'limit') throw quotaExceeded('AccessKeysPerUser', quotas.accessKeysPerUser);
    const AccessKey = { UserName: user.name, AccessKeyId: id, Status: 'Active', SecretAccessKey: plain } as const;
    return { AccessKey: { ...AccessKey, CreateDate: now } };
  },
});

const list = action({
  name: 'ListAccessKeys',
  input: members({ UserName: optional(inputs.userName), ...inputs.page }),
  subject: ({ UserName }, call) => namedUser(call, UserName),
  async handle({ deps }, input, subject): Promise<ListAccessKeysResponse> {
    const user = existing(subject);
    const { items, ...page } = await pageOf(input, await listAccessKeys(deps.database.reader, user.id), ({ id }) => id);
    return {
      AccessKeyMetadata: items.map(({ id, status, createdAt }) => ({
        ...{ UserName: user.name, AccessKeyId: id, Status: status },
        CreateDate: createdAt,
      })),
      ...page,
    };
  },
});

const update = action({
  name: 'UpdateAccessKey',
  input: members({
    UserName: optional(inputs.userName),
    AccessKeyId: inputs.accessKeyId,
    Status: choice('Active', 'Inactive'),
  }),
  subject: ({ UserName }, call) => namedUser(call, UserName),
  async handle(call, { AccessKeyId, Status }, subject) {
    const key = { principalId: existing(subject).id, id: AccessKeyId, status: Status };
    if (!(await call.write(setAccessKeyStatus, key))) throw noSuchKey(AccessKeyId);
    return null;
  },
});

const remove = action({
  name: 'DeleteAccessKey',
  input: members({ UserName: optional(inputs.userName), AccessKeyId: inputs.accessKeyId }),
  subject: ({ UserName }, call) => namedUser(call, UserName),
  async handle(call, { AccessKeyId }, subject) {
    const key = { principalId: existing(subject).id, id: AccessKeyId };
    if (!(await call.write(deleteAccessKey, key))) throw noSuchKey(AccessKeyId);
    return null;
  },
});

interface UsedKey extends Subject {
  readonly use: KeyUse | null;
}

const getLastUsed = action({
  name: 'GetAccessKeyLastUsed',
  input: members({ AccessKeyId: inputs.accessKeyId }),
  async subject({ AccessKeyId }, { deps, signer }): Promise<UsedKey> {
    const { accountId } = signer.principal;
    const found = await findKeyUse(deps.database.reader, AccessKeyId);
    const use = found?.user.accountId === accountId ? found : null;
    return { use, arn: use === null ? '*' : entityArn(accountId, 'user', use.user.path, use.user.name) };
  },
  async handle(_call, { AccessKeyId }, { use }): Promise<GetAccessKeyLastUsedResponse> {
    if (use === null) throw noSuchKey(AccessKeyId);
    const { last, user } = use;
    return {
      UserName: user.name,
      AccessKeyLastUsed: {
        LastUsedDate: last?.at,
        ServiceName: last?.service ?? 'N/A',
        Region: last?.region ?? 'N/A',
      },
    };
  },
});

export const accessKeys: readonly AnyAction[] = [create, list, update, remove, getLastUsed];
