import type {
  PutPackageOriginConfigurationRequest,
  PutPackageOriginConfigurationResult,
} from '@aws-sdk/client-codeartifact';
import { putOriginControls } from '../../metadata/put-origin-controls.ts';
import type { Operation } from '../operation.ts';
import { onPackage } from '../resources.ts';
import { parsePackage } from '../subject.ts';
import { requireRepository } from '../target.ts';

/** A package that the repository does not have yet is made, empty: so a name can be blocked before anybody takes it. */
export const putPackageOriginConfiguration: Operation<
  PutPackageOriginConfigurationRequest,
  PutPackageOriginConfigurationResult
> = {
  action: 'codeartifact:PutPackageOriginConfiguration',
  resource: onPackage,
  async handle(input, scope) {
    const { request, deps } = scope;
    const { domain, repository } = requireRepository(scope, input);
    const { format, name } = parsePackage(input, scope);
    const { publish, upstream } = input.restrictions;
    await request.write(deps.database, putOriginControls, {
      domainId: domain.id,
      repositoryId: repository.id,
      package: { format: format.id, name, key: format.names.key(name) },
      controls: { publish, upstream },
      now: request.now.getTime(),
    });
    return { originConfiguration: { restrictions: { publish, upstream } } };
  },
};
