import type { CreatePolicyResponse, GetPolicyResponse, ListPoliciesResponse, Policy } from '@aws-sdk/client-iam';
import { type AwsManagedPolicy, awsManagedPolicies } from '../../identity/aws-managed-policies.ts';
import {
  countPolicyUse,
  createManagedPolicy,
  deleteManagedPolicy,
  listManagedPolicies,
  type ManagedPolicy,
  type PolicyUse,
} from '../../metadata/iam-managed-policies.ts';
import { listIamTags } from '../../metadata/iam-tags.ts';
import { type AnyAction, action, type QueryCall } from '../query/action.ts';
import { boolean, choice, members, optional, text } from '../query/readers.ts';
import { policyArn } from './arns.ts';
import { checkDocumentUpTo } from './check-document.ts';
import { deleteConflict, entityExists } from './errors.ts';
import * as inputs from './inputs.ts';
import { existingPolicy, namedPolicy, noSuchPolicy } from './named-policy.ts';
import { readPage } from './pages.ts';
import { quotas } from './quotas.ts';
import { listed, ofAccount } from './subjects.ts';
import { readTags } from './tag-input.ts';
import { newUniqueId } from './unique-ids.ts';
import { tagViews } from './views.ts';

const noUse: PolicyUse = { attachments: 0, boundaries: 0 };

const ownView = (policy: ManagedPolicy, { attachments, boundaries }: PolicyUse): Policy => ({
  PolicyName: policy.name,
  PolicyId: policy.uniqueId,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: `v${policy.defaultVersion}`,
  AttachmentCount: attachments,
  PermissionsBoundaryUsageCount: boundaries,
  IsAttachable: true,
  CreateDate: policy.createdAt,
  UpdateDate: policy.updatedAt,
});

const awsView = (policy: AwsManagedPolicy, { attachments, boundaries }: PolicyUse): Policy => ({
  PolicyName: policy.name,
  PolicyId: policy.uniqueId,
  Arn: policy.arn,
  Path: '/',
  DefaultVersionId: `v${policy.version}`,
  AttachmentCount: attachments,
  PermissionsBoundaryUsageCount: boundaries,
  IsAttachable: true,
  CreateDate: policy.createdAt,
  UpdateDate: policy.updatedAt,
});

const createPolicy = action({
  name: 'CreatePolicy',
  input: members({
    PolicyName: inputs.policyName,
    Path: optional(inputs.policyPath),
    PolicyDocument: inputs.document,
    Description: optional(text({ max: 1000 })),
    Tags: optional(inputs.tagList),
  }),
  also: ({ Tags }) => (Tags === undefined ? [] : ['TagPolicy']),
  tags: ({ Tags }) => readTags(Tags),
  subject: ({ PolicyName, Path = '/' }, call) => ofAccount((id) => policyArn(id, Path, PolicyName))(call),
  async handle(call, { PolicyName, Path = '/', ...input }, { arn }): Promise<CreatePolicyResponse> {
    checkDocumentUpTo(input.PolicyDocument, 'identity', 'PolicySize', quotas.policyCharacters);
    const tags = readTags(input.Tags);
    const policy = await call.write(createManagedPolicy, {
      accountId: call.signer.principal.accountId,
      ...{ name: PolicyName, path: Path, arn, uniqueId: newUniqueId('policy'), tags },
      description: input.Description ?? null,
      document: input.PolicyDocument,
      now: call.request.now.getTime(),
    });
    if (policy === null)
      throw entityExists(`A policy called ${PolicyName} already exists. Duplicate names are not allowed.`);
    return { Policy: { ...ownView(policy, noUse), ...(tags.length > 0 && { Tags: tagViews(tags) }) } };
  },
});

const useOf = ({ deps, signer }: QueryCall, arn: string): Promise<PolicyUse> =>
  countPolicyUse(deps.database.reader, signer.principal.accountId, arn);

const getPolicy = action({
  name: 'GetPolicy',
  input: members({ PolicyArn: inputs.arn }),
  subject: ({ PolicyArn }, call) => namedPolicy(call, PolicyArn),
  async handle(call, _input, { arn, own, aws }): Promise<GetPolicyResponse> {
    const use = await useOf(call, arn);
    if (aws !== null) return { Policy: { ...awsView(aws, use), Description: aws.description, Tags: [] } };
    if (own === null) throw noSuchPolicy(arn);
    const tags = await listIamTags(call.deps.database.reader, { kind: 'managed-policy', id: own.id });
    const description = own.description === null ? {} : { Description: own.description };
    return { Policy: { ...ownView(own, use), ...description, Tags: tagViews(tags) } };
  },
});

interface Listed {
  /** By which pages go on: those of AWS come after an account's own. */
  readonly key: string;
  readonly arn: string;
  view(use: PolicyUse): Policy;
}

const listedAws = (after: string | null, prefix: string): Listed[] =>
  awsManagedPolicies
    .filter(() => '/'.startsWith(prefix))
    .map((policy) => ({ key: `~${policy.name}`, arn: policy.arn, view: (use: PolicyUse) => awsView(policy, use) }))
    .filter(({ key }) => after === null || key > after)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));

const listPolicies = action({
  name: 'ListPolicies',
  input: members({
    Scope: optional(choice('All', 'AWS', 'Local')),
    OnlyAttached: optional(boolean),
    PathPrefix: optional(inputs.policyPath),
    PolicyUsageFilter: optional(choice('PermissionsPolicy', 'PermissionsBoundary')),
    ...inputs.page,
  }),
  subject: ({ PathPrefix }, call) => listed('policy', call, PathPrefix),
  async handle(call, { Scope = 'All', PathPrefix, ...input }): Promise<ListPoliciesResponse> {
    const { accountId } = call.signer.principal;
    const listOwn = async (after: string | null, limit: number): Promise<Listed[]> => {
      const query = { accountId, pathPrefix: PathPrefix ?? null, after, limit };
      const found = await listManagedPolicies(call.deps.database.reader, query);
      return found.map((own) => ({
        key: own.name.toLowerCase(),
        arn: own.arn,
        view: (use) => ownView(own, use),
      }));
    };
    const { items, ...page } = await readPage(
      input,
      async (after, limit) => {
        const own = Scope === 'AWS' || after?.startsWith('~') ? [] : await listOwn(after, limit);
        return [...own, ...(Scope === 'Local' ? [] : listedAws(after, PathPrefix ?? '/'))].slice(0, limit);
      },
      ({ key }: Listed) => key,
    );
    const used = await Promise.all(items.map(async (item) => ({ item, use: await useOf(call, item.arn) })));
    const wanted = used.filter(({ use: { attachments, boundaries } }) => {
      if (input.PolicyUsageFilter === 'PermissionsBoundary') return boundaries > 0;
      return input.OnlyAttached !== true || attachments > 0;
    });
    return { Policies: wanted.map(({ item, use }) => item.view(use)), ...page };
  },
});

const deletePolicy = action({
  name: 'DeletePolicy',
  input: members({ PolicyArn: inputs.arn }),
  subject: ({ PolicyArn }, call) => namedPolicy(call, PolicyArn),
  async handle(call, _input, subject) {
    const outcome = await call.write(deleteManagedPolicy, { id: existingPolicy(subject).id });
    if (outcome === 'not-found') throw noSuchPolicy(subject.arn);
    if (outcome === 'attached') throw deleteConflict('Cannot delete a policy attached to entities.');
    if (outcome === 'versions')
      throw deleteConflict(
        'This policy has more than one version. Before you delete a policy, you must delete the policy’s versions. The default version is deleted with the policy.',
      );
    return null;
  },
});

export const policies: readonly AnyAction[] = [createPolicy, getPolicy, listPolicies, deletePolicy];
