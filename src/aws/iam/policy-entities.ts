import type { ListEntitiesForPolicyResponse } from '@aws-sdk/client-iam';
import { type AttachedEntity, listEntitiesOf } from '../../metadata/iam-attached-policies.ts';
import { type AnyAction, action } from '../query/action.ts';
import { choice, members, optional } from '../query/readers.ts';
import * as inputs from './inputs.ts';
import { namedPolicy, noSuchPolicy } from './named-policy.ts';
import { readPage } from './pages.ts';

const kinds = { User: 'user', Group: 'group', Role: 'role' } as const;

const listEntitiesForPolicy = action({
  name: 'ListEntitiesForPolicy',
  input: members({
    PolicyArn: inputs.arn,
    EntityFilter: optional(choice('User', 'Group', 'Role')),
    ...inputs.page,
  }),
  subject: ({ PolicyArn }, call) => namedPolicy(call, PolicyArn),
  async handle({ deps, signer }, input, { arn, own, aws }): Promise<ListEntitiesForPolicyResponse> {
    if (own === null && aws === null) throw noSuchPolicy(arn);
    const { accountId } = signer.principal;
    const { items, ...page } = await readPage(
      input,
      (after, limit) =>
        listEntitiesOf(deps.database.reader, { accountId, policyArn: arn, after: Number(after ?? 0), limit }),
      ({ id }: AttachedEntity) => String(id),
    );
    const of = (word: keyof typeof kinds): AttachedEntity[] =>
      items.filter(({ kind }) => kind === kinds[word] && (input.EntityFilter ?? word) === word);
    return {
      PolicyGroups: of('Group').map(({ name, uniqueId }) => ({ GroupName: name, GroupId: uniqueId })),
      PolicyUsers: of('User').map(({ name, uniqueId }) => ({ UserName: name, UserId: uniqueId })),
      PolicyRoles: of('Role').map(({ name, uniqueId }) => ({ RoleName: name, RoleId: uniqueId })),
      ...page,
    };
  },
});

export const policyEntities: readonly AnyAction[] = [listEntitiesForPolicy];
