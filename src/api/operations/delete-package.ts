import type { DeletePackageRequest, DeletePackageResult } from '@aws-sdk/client-codeartifact';
import { deletePackage as removePackage } from '../../metadata/delete-package.ts';
import type { Operation } from '../operation.ts';
import { onPackage } from '../resources.ts';
import { readPackage } from '../subject.ts';
import { requireRepository } from '../target.ts';

/** With all its versions and its origin controls: the next version to come in is the first again. */
export const deletePackage: Operation<DeletePackageRequest, DeletePackageResult> = {
  action: 'codeartifact:DeletePackage',
  resource: onPackage,
  async handle(input, scope) {
    const { domain, repository } = requireRepository(scope, input);
    const { format, name, stored } = await readPackage(input, scope);
    const { controls } = await scope.request.write(scope.deps.database, removePackage, {
      domainId: domain.id,
      repositoryId: repository.id,
      package: { format: format.id, name, key: stored.key },
      now: scope.request.now.getTime(),
    });
    return {
      deletedPackage: {
        format: format.id,
        namespace: name.namespace ?? undefined,
        package: name.name,
        originConfiguration: { restrictions: controls },
      },
    };
  },
};
