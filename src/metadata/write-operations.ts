import { amendVersions } from './amend-versions.ts';
import { attachBlob } from './attach-blob.ts';
import { insertAudit } from './audit.ts';
import { removeResourceTags, setResourceTags } from './change-resource-tags.ts';
import { repairRecords } from './check-records.ts';
import { associateConnection, disassociateConnection } from './connections.ts';
import { createDomain } from './create-domain.ts';
import { createRepository } from './create-repository.ts';
import type { AuditRecord, WriteOperation } from './database.ts';
import { deleteDomain } from './delete-domain.ts';
import { deletePackage } from './delete-package.ts';
import { deleteRepository } from './delete-repository.ts';
import { deleteVersions } from './delete-versions.ts';
import { disposeVersions } from './dispose-versions.ts';
import { keepVersion } from './keep-version.ts';
import { claimRootKey, insertKey, replaceSecrets } from './keys.ts';
import { releaseLease, takeLease } from './leases.ts';
import { createFirstUser } from './principals.ts';
import { replaceBlobFile } from './replace-blob-file.ts';
import { setTag } from './set-tag.ts';
import { setVersionStatus } from './set-version-status.ts';
import { storeVersion } from './store-version.ts';
import { dropSweptLocations, forgetBlobs, sweepLocations } from './sweep-blobs.ts';
import { updateRepository } from './update-repository.ts';
import { dropReply, putReply, touchReply } from './upstream-replies.ts';

export const appendAudit: WriteOperation<readonly AuditRecord[], void> = { name: 'append-audit', run: insertAudit };

/** Every write there is: what the thread that holds the writing connection finds an operation by. */
const operations: readonly WriteOperation<never, unknown>[] = [
  amendVersions,
  appendAudit,
  associateConnection,
  attachBlob,
  claimRootKey,
  createDomain,
  createFirstUser,
  createRepository,
  deleteDomain,
  deletePackage,
  deleteRepository,
  deleteVersions,
  disassociateConnection,
  disposeVersions,
  dropReply,
  dropSweptLocations,
  forgetBlobs,
  insertKey,
  keepVersion,
  putReply,
  releaseLease,
  removeResourceTags,
  repairRecords,
  replaceBlobFile,
  replaceSecrets,
  setResourceTags,
  setTag,
  setVersionStatus,
  storeVersion,
  sweepLocations,
  takeLease,
  touchReply,
  updateRepository,
];

export const writeOperations: ReadonlyMap<string, WriteOperation<never, unknown>> = new Map(
  operations.map((operation) => [operation.name, operation]),
);
