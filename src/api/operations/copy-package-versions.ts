import type { CopyPackageVersionsRequest, CopyPackageVersionsResult } from '@aws-sdk/client-codeartifact';
import { invalid, notFound } from '../../kernel/errors.ts';
import { findRepository } from '../../metadata/repositories.ts';
import { repositoryArn } from '../../model/arn.ts';
import type { Operation } from '../operation.ts';
import { onPackage } from '../resources.ts';
import { parsePackage } from '../subject.ts';
import { requireRepository } from '../target.ts';
import { batchOutput, wantedVersions } from '../version-batch.ts';

type Wanted = readonly (readonly [version: string, revision: string | null])[];

function wantedOf({
  versions,
  versionRevisions,
}: Pick<CopyPackageVersionsRequest, 'versions' | 'versionRevisions'>): Wanted {
  if ((versions === undefined) === (versionRevisions === undefined))
    throw invalid('Name the versions to copy in either versions or versionRevisions: one of them, not both.');
  return versions?.map((version) => [version, null] as const) ?? Object.entries(versionRevisions ?? {});
}

const action = 'codeartifact:CopyPackageVersions';

/** Into another repository of the domain: all versions, or none. */
export const copyPackageVersions: Operation<CopyPackageVersionsRequest, CopyPackageVersionsResult> = {
  action,
  resource: ({ destinationRepository: repository, ...input }, scope) => onPackage({ ...input, repository }, scope),
  also: ({ sourceRepository, destinationRepository }, { target }) => [
    { action: 'codeartifact:ReadFromRepository', resource: repositoryArn(target.id, sourceRepository) },
    { action, resource: repositoryArn(target.id, destinationRepository) },
  ],
  async handle(input, scope) {
    const wanted = wantedOf(input);
    const { sourceRepository, destinationRepository } = input;
    if (sourceRepository === destinationRepository)
      throw invalid('sourceRepository and destinationRepository must be two repositories.');
    const { domain, repository } = requireRepository(scope, { repository: destinationRepository });
    const source = await findRepository(scope.deps.database.reader, domain.id, sourceRepository);
    if (source === null) throw notFound({ type: 'repository', id: `${domain.name}/${sourceRepository}` });
    const { format, name } = parsePackage(input, scope);
    const { id, region, owner, name: domainName } = domain;
    const place = { domain: { id, region, owner, domain: domainName }, format };
    const result = await scope.deps.copyVersions(scope.request, {
      source: { ...place, repository: source },
      destination: { ...place, repository },
      name,
      versions: wantedVersions(format, wanted),
      overwrite: input.allowOverwrite ?? false,
      fromUpstream: input.includeFromUpstream ?? false,
    });
    return batchOutput(result);
  },
};
