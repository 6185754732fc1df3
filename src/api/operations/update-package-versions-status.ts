import type {
  UpdatePackageVersionsStatusRequest,
  UpdatePackageVersionsStatusResult,
} from '@aws-sdk/client-codeartifact';
import { invalid } from '../../kernel/errors.ts';
import { type SetVersionStatus, setVersionStatus } from '../../metadata/set-version-status.ts';
import type { PackageVersionStatus } from '../../model/status.ts';
import type { Operation } from '../operation.ts';
import { onPackage } from '../resources.ts';
import { batchOutput, readBatch } from '../version-batch.ts';

function parseTarget(status: PackageVersionStatus): SetVersionStatus['status'] {
  if (status === 'Published' || status === 'Unlisted' || status === 'Archived') return status;
  throw invalid(`targetStatus can be Published, Unlisted or Archived, not ${status}.`);
}

/** All of them, or none: those that could have changed come back as SKIPPED. */
export const updatePackageVersionsStatus: Operation<
  UpdatePackageVersionsStatusRequest,
  UpdatePackageVersionsStatusResult
> = {
  action: 'codeartifact:UpdatePackageVersionsStatus',
  resource: onPackage,
  async handle(input, scope) {
    const status = parseTarget(input.targetStatus);
    const batch = await readBatch(input, scope, 'skip');
    return batchOutput(await scope.request.write(scope.deps.database, setVersionStatus, { ...batch, status }));
  },
};
