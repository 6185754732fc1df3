import type { DeletePackageVersionsRequest, DeletePackageVersionsResult } from '@aws-sdk/client-codeartifact';
import { deleteVersions } from '../../metadata/delete-versions.ts';
import type { Operation } from '../operation.ts';
import { onPackage } from '../resources.ts';
import { batchOutput, readBatch } from '../version-batch.ts';

/** Each version for itself. The package stays, with its origin controls, when its last version goes. */
export const deletePackageVersions: Operation<DeletePackageVersionsRequest, DeletePackageVersionsResult> = {
  action: 'codeartifact:DeletePackageVersions',
  resource: onPackage,
  async handle(input, scope) {
    const batch = await readBatch(input, scope, 'go-on');
    return batchOutput(await scope.request.write(scope.deps.database, deleteVersions, batch));
  },
};
