import type { DescribePackageVersionRequest, DescribePackageVersionResult } from '@aws-sdk/client-codeartifact';
import { readDescription } from '../../metadata/descriptions.ts';
import type { Operation } from '../operation.ts';
import { onPackage } from '../resources.ts';
import { readVersion } from '../subject.ts';
import { describeOrigin } from '../views/version-origin.ts';

export const describePackageVersion: Operation<DescribePackageVersionRequest, DescribePackageVersionResult> = {
  action: 'codeartifact:DescribePackageVersion',
  resource: onPackage,
  async handle(input, scope) {
    const { format, name, version } = await readVersion(input, scope);
    const { contentId } = version;
    const told = contentId === null ? null : await readDescription(scope.deps.database.reader, contentId);
    return {
      packageVersion: {
        format: format.id,
        namespace: name.namespace ?? undefined,
        packageName: name.name,
        displayName: told?.displayName ?? name.name,
        version: version.version,
        summary: told?.summary,
        homePage: told?.homePage,
        sourceCodeRepository: told?.sourceCodeRepository,
        publishedTime: version.publishedAt,
        licenses: told?.licenses?.map((license) => ({ ...license })),
        revision: version.revision ?? undefined,
        status: version.status,
        origin: describeOrigin(version),
      },
    };
  },
};
