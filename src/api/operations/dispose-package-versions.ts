import type { DisposePackageVersionsRequest, DisposePackageVersionsResult } from '@aws-sdk/client-codeartifact';
import { disposeVersions } from '../../metadata/dispose-versions.ts';
import type { Operation } from '../operation.ts';
import { onPackage } from '../resources.ts';
import { batchOutput, readBatch } from '../version-batch.ts';

/** Each version for itself: its assets go for good, its number stays taken. */
export const disposePackageVersions: Operation<DisposePackageVersionsRequest, DisposePackageVersionsResult> = {
  action: 'codeartifact:DisposePackageVersions',
  resource: onPackage,
  async handle(input, scope) {
    const batch = await readBatch(input, scope, 'go-on');
    return batchOutput(await scope.request.write(scope.deps.database, disposeVersions, batch));
  },
};
