import type {
  CreatePolicyVersionResponse,
  GetPolicyVersionResponse,
  ListPolicyVersionsResponse,
  PolicyVersion,
} from '@aws-sdk/client-iam';
import {
  createPolicyVersion,
  deletePolicyVersion,
  listPolicyVersions,
  type PolicyVersion as StoredVersion,
  setDefaultPolicyVersion,
} from '../../metadata/iam-policy-versions.ts';
import { type AnyAction, action, type QueryCall } from '../query/action.ts';
import { boolean, members, optional } from '../query/readers.ts';
import { checkDocumentUpTo } from './check-document.ts';
import { deleteConflict, limitExceeded, noSuchEntity } from './errors.ts';
import * as inputs from './inputs.ts';
import { existingPolicy, type NamedPolicy, namedPolicy, noSuchPolicy } from './named-policy.ts';
import { pageOf } from './pages.ts';
import { quotas } from './quotas.ts';
import { encodeDocument } from './views.ts';

const numberOf = (versionId: string): number => Number(versionId.slice(1));

const noSuchVersion = (arn: string, versionId: string) =>
  noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`);

interface Versions {
  readonly all: readonly StoredVersion[];
  readonly defaultVersion: number;
}

/** Newest first. NoSuchEntity when there is no such policy. */
async function versionsOf({ deps }: QueryCall, { arn, own, aws }: NamedPolicy): Promise<Versions> {
  if (aws !== null) {
    const { version, document, updatedAt } = aws;
    return { all: [{ version, document, createdAt: updatedAt }], defaultVersion: version };
  }
  if (own === null) throw noSuchPolicy(arn);
  return { all: await listPolicyVersions(deps.database.reader, own.id), defaultVersion: own.defaultVersion };
}

const summary = ({ version, createdAt }: StoredVersion, defaultVersion: number): PolicyVersion => ({
  VersionId: `v${version}`,
  IsDefaultVersion: version === defaultVersion,
  CreateDate: createdAt,
});

const create = action({
  name: 'CreatePolicyVersion',
  input: members({
    PolicyArn: inputs.arn,
    PolicyDocument: inputs.document,
    SetAsDefault: optional(boolean),
  }),
  subject: ({ PolicyArn }, call) => namedPolicy(call, PolicyArn),
  async handle(call, { PolicyDocument, SetAsDefault = false }, subject): Promise<CreatePolicyVersionResponse> {
    const policy = existingPolicy(subject);
    checkDocumentUpTo(PolicyDocument, 'identity', 'PolicySize', quotas.policyCharacters);
    const made = await call.write(createPolicyVersion, {
      ...{ policyId: policy.id, document: PolicyDocument, isDefault: SetAsDefault, limit: quotas.versionsPerPolicy },
      now: call.request.now.getTime(),
    });
    if (made === 'not-found') throw noSuchPolicy(subject.arn);
    if (made === 'limit')
      throw limitExceeded(
        `A managed policy can have up to ${quotas.versionsPerPolicy} versions. Before you create a new version, you must delete an existing version.`,
      );
    return {
      PolicyVersion: { VersionId: `v${made}`, IsDefaultVersion: SetAsDefault, CreateDate: call.request.now },
    };
  },
});

const get = action({
  name: 'GetPolicyVersion',
  input: members({ PolicyArn: inputs.arn, VersionId: inputs.versionId }),
  subject: ({ PolicyArn }, call) => namedPolicy(call, PolicyArn),
  async handle(call, { VersionId }, subject): Promise<GetPolicyVersionResponse> {
    const { all, defaultVersion } = await versionsOf(call, subject);
    const found = all.find(({ version }) => version === numberOf(VersionId));
    if (found === undefined) throw noSuchVersion(subject.arn, VersionId);
    return { PolicyVersion: { Document: encodeDocument(found.document), ...summary(found, defaultVersion) } };
  },
});

const list = action({
  name: 'ListPolicyVersions',
  input: members({ PolicyArn: inputs.arn, ...inputs.page }),
  subject: ({ PolicyArn }, call) => namedPolicy(call, PolicyArn),
  async handle(call, input, subject): Promise<ListPolicyVersionsResponse> {
    const { all, defaultVersion } = await versionsOf(call, subject);
    const newestFirst = ({ version }: StoredVersion): string => String(10 ** 12 - version);
    const { items, ...page } = await pageOf(input, all, newestFirst);
    return { Versions: items.map((version) => summary(version, defaultVersion)), ...page };
  },
});

const setDefault = action({
  name: 'SetDefaultPolicyVersion',
  input: members({ PolicyArn: inputs.arn, VersionId: inputs.versionId }),
  subject: ({ PolicyArn }, call) => namedPolicy(call, PolicyArn),
  async handle(call, { VersionId }, subject) {
    const to = { policyId: existingPolicy(subject).id, version: numberOf(VersionId), now: call.request.now.getTime() };
    if (!(await call.write(setDefaultPolicyVersion, to))) throw noSuchVersion(subject.arn, VersionId);
    return null;
  },
});

const remove = action({
  name: 'DeletePolicyVersion',
  input: members({ PolicyArn: inputs.arn, VersionId: inputs.versionId }),
  subject: ({ PolicyArn }, call) => namedPolicy(call, PolicyArn),
  async handle(call, { VersionId }, subject) {
    const version = { policyId: existingPolicy(subject).id, version: numberOf(VersionId) };
    const outcome = await call.write(deletePolicyVersion, version);
    if (outcome === 'not-found') throw noSuchVersion(subject.arn, VersionId);
    if (outcome === 'default') throw deleteConflict('Cannot delete the default version of a policy.');
    return null;
  },
});

export const policyVersions: readonly AnyAction[] = [create, get, list, setDefault, remove];
