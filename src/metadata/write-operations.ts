import { createAccessKey, deleteAccessKey, setAccessKeyStatus } from './access-keys.ts';
import { amendVersions } from './amend-versions.ts';
import { attachBlob } from './attach-blob.ts';
import { insertAudit } from './audit.ts';
import { removeResourceTags, setResourceTags } from './change-resource-tags.ts';
import { repairRecords } from './check-records.ts';
import { associateConnection, disassociateConnection } from './connections.ts';
import { copyVersions } from './copy-versions.ts';
import { createDomain } from './create-domain.ts';
import { createPackageGroup } from './create-package-group.ts';
import { createRepository } from './create-repository.ts';
import type { AuditRecord, WriteOperation } from './database.ts';
import { deleteDomain } from './delete-domain.ts';
import { deletePackage } from './delete-package.ts';
import { deletePackageGroup } from './delete-package-group.ts';
import { deleteRepository } from './delete-repository.ts';
import { deleteVersions } from './delete-versions.ts';
import { disposeVersions } from './dispose-versions.ts';
import { attachPolicy, detachPolicy } from './iam-attached-policies.ts';
import { deleteEntity } from './iam-delete-entity.ts';
import { createEntity, updateEntity } from './iam-entities.ts';
import { addGroupMember, removeGroupMember } from './iam-groups.ts';
import { deleteInlinePolicy, putInlinePolicy } from './iam-inline-policies.ts';
import { createManagedPolicy, deleteManagedPolicy } from './iam-managed-policies.ts';
import { createOidcProvider, deleteOidcProvider, updateOidcProvider } from './iam-oidc-providers.ts';
import { createPolicyVersion, deletePolicyVersion, setDefaultPolicyVersion } from './iam-policy-versions.ts';
import { revokeToken } from './iam-revoked-tokens.ts';
import { createRobotToken, deleteRobotToken } from './iam-robot-tokens.ts';
import { changeIamTags } from './iam-tags.ts';
import { keepVersion } from './keep-version.ts';
import { claimRootKey, insertKey, replaceSecrets } from './keys.ts';
import { releaseLease, takeLease } from './leases.ts';
import { createAdmin } from './principals.ts';
import { putOriginControls } from './put-origin-controls.ts';
import { recordUse } from './record-use.ts';
import { replaceBlobFile } from './replace-blob-file.ts';
import { deleteResourcePolicy, putResourcePolicy } from './resource-policies.ts';
import { setTag } from './set-tag.ts';
import { setVersionStatus } from './set-version-status.ts';
import { storeVersion } from './store-version.ts';
import { dropSweptLocations, forgetBlobs, sweepLocations } from './sweep-blobs.ts';
import { updateGroupOrigin } from './update-group-origin.ts';
import { updatePackageGroup } from './update-package-group.ts';
import { updateRepository } from './update-repository.ts';
import { dropReply, putReply, touchReply } from './upstream-replies.ts';

export const appendAudit: WriteOperation<readonly AuditRecord[], void> = { name: 'append-audit', run: insertAudit };

/** Every write there is: what the thread that holds the writing connection finds an operation by. */
const operations: readonly WriteOperation<never, unknown>[] = [
  addGroupMember,
  amendVersions,
  appendAudit,
  associateConnection,
  attachBlob,
  attachPolicy,
  changeIamTags,
  claimRootKey,
  copyVersions,
  createAccessKey,
  createAdmin,
  createDomain,
  createEntity,
  createManagedPolicy,
  createOidcProvider,
  createPackageGroup,
  createPolicyVersion,
  createRepository,
  createRobotToken,
  deleteAccessKey,
  deleteDomain,
  deletePackage,
  deleteEntity,
  deleteInlinePolicy,
  deleteManagedPolicy,
  deleteOidcProvider,
  deletePackageGroup,
  deletePolicyVersion,
  deleteRepository,
  deleteResourcePolicy,
  deleteRobotToken,
  deleteVersions,
  detachPolicy,
  disassociateConnection,
  disposeVersions,
  dropReply,
  dropSweptLocations,
  forgetBlobs,
  insertKey,
  keepVersion,
  putInlinePolicy,
  putOriginControls,
  putReply,
  putResourcePolicy,
  recordUse,
  releaseLease,
  removeResourceTags,
  removeGroupMember,
  repairRecords,
  replaceBlobFile,
  replaceSecrets,
  setResourceTags,
  revokeToken,
  setAccessKeyStatus,
  setDefaultPolicyVersion,
  setTag,
  setVersionStatus,
  storeVersion,
  sweepLocations,
  takeLease,
  touchReply,
  updateEntity,
  updateGroupOrigin,
  updateOidcProvider,
  updatePackageGroup,
  updateRepository,
];

export const writeOperations: ReadonlyMap<string, WriteOperation<never, unknown>> = new Map(
  operations.map((operation) => [operation.name, operation]),
);
