import type { DescribePackageRequest, DescribePackageResult } from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { onPackage } from '../resources.ts';
import { readPackage } from '../subject.ts';

export const describePackage: Operation<DescribePackageRequest, DescribePackageResult> = {
  action: 'codeartifact:DescribePackage',
  resource: onPackage,
  async handle(input, scope) {
    const { format, name, stored } = await readPackage(input, scope);
    return {
      package: {
        format: format.id,
        namespace: name.namespace ?? undefined,
        name: name.name,
        originConfiguration: { restrictions: stored.controls },
      },
    };
  },
};
