import type { GetPackageVersionReadmeRequest, GetPackageVersionReadmeResult } from '@aws-sdk/client-codeartifact';
import { RegistryError } from '../../kernel/errors.ts';
import type { Operation } from '../operation.ts';
import { onPackage } from '../resources.ts';
import { readVersion } from '../subject.ts';

/** What the format took for the readme when it saw the bytes of the version. */
export const getPackageVersionReadme: Operation<GetPackageVersionReadmeRequest, GetPackageVersionReadmeResult> = {
  action: 'codeartifact:GetPackageVersionReadme',
  resource: onPackage,
  async handle(input, scope) {
    const { format, name, version } = await readVersion(input, scope);
    if (version.readme === null)
      throw new RegistryError('ResourceNotFound', `The version '${version.version}' has no readme.`, {
        resource: { type: 'package-version', id: version.version },
      });
    return {
      format: format.id,
      namespace: name.namespace ?? undefined,
      package: name.name,
      version: version.version,
      versionRevision: version.revision ?? undefined,
      readme: version.readme,
    };
  },
};
