import { randomBytes } from 'node:crypto';
import type { ResourcePolicy } from '@aws-sdk/client-codeartifact';
import { notFound } from '../kernel/errors.ts';
import {
  deleteResourcePolicy,
  findResourcePolicy,
  type PolicySubject,
  putResourcePolicy,
  type StoredPolicy,
} from '../metadata/resource-policies.ts';
import { domainArn, repositoryArn } from '../model/arn.ts';
import { parseDocument } from '../policy/parse-document.ts';
import type { OperationScope } from './operation.ts';

const subjectOf = ({ target: { id } }: OperationScope, repository: string | null): PolicySubject => ({
  owner: id.owner,
  domain: id.domain,
  repository,
});

function describe({ target: { id } }: OperationScope, repository: string | null, policy: StoredPolicy): ResourcePolicy {
  const resourceArn = repository === null ? domainArn(id) : repositoryArn(id, repository);
  return { resourceArn, revision: policy.revision, document: policy.document };
}

/** The policy of a domain, or of a repository of it; NotFound when it has none. */
export async function readPermissionsPolicy(scope: OperationScope, repository: string | null): Promise<ResourcePolicy> {
  const { domain, repository: located, id } = scope.target;
  const policyId = repository === null ? domain?.policyId : located?.policyId;
  const policy = policyId == null ? null : await findResourcePolicy(scope.deps.database.reader, policyId);
  if (policy !== null) return describe(scope, repository, policy);
  const holder = repository === null ? id.domain : `${id.domain}/${repository}`;
  throw notFound({ type: repository === null ? 'domain' : 'repository', id: `${holder} (its permissions policy)` });
}

interface PutInput {
  readonly policyDocument: string;
  readonly policyRevision?: string | undefined;
}

/** Replaces it. Validation, naming the place, for a document that is malformed; Conflict for another revision. */
export async function putPermissionsPolicy(
  { policyDocument, policyRevision }: PutInput,
  scope: OperationScope,
  repository: string | null,
): Promise<ResourcePolicy> {
  parseDocument(policyDocument, 'resource');
  const policy = { document: policyDocument, revision: randomBytes(32).toString('base64') };
  const subject = subjectOf(scope, repository);
  await scope.request.write(scope.deps.database, putResourcePolicy, {
    ...subject,
    ...policy,
    expected: policyRevision ?? null,
  });
  return describe(scope, repository, policy);
}

/** Answers what it was. */
export async function deletePermissionsPolicy(
  { policyRevision }: Pick<PutInput, 'policyRevision'>,
  scope: OperationScope,
  repository: string | null,
): Promise<ResourcePolicy> {
  const subject = subjectOf(scope, repository);
  const policy = await scope.request.write(scope.deps.database, deleteResourcePolicy, {
    ...subject,
    expected: policyRevision ?? null,
  });
  return describe(scope, repository, policy);
}
