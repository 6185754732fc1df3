import type {
  ListPackageVersionDependenciesRequest,
  ListPackageVersionDependenciesResult,
  PackageDependency,
} from '@aws-sdk/client-codeartifact';
import { readDescription } from '../../metadata/descriptions.ts';
import type { Dependency } from '../../model/package.ts';
import type { Operation } from '../operation.ts';
import { numberAt, openPage } from '../pages.ts';
import { onPackage } from '../resources.ts';
import { readVersion } from '../subject.ts';

const summarise = ({ namespace, package: name, type, requirement }: Dependency): PackageDependency => ({
  namespace: namespace ?? undefined,
  package: name,
  dependencyType: type,
  versionRequirement: requirement,
});

/** The direct ones, from the manifest. A page is a part of one content, which never changes. */
export const listPackageVersionDependencies: Operation<
  ListPackageVersionDependenciesRequest,
  ListPackageVersionDependenciesResult
> = {
  action: 'codeartifact:ListPackageVersionDependencies',
  resource: onPackage,
  async handle(input, scope) {
    const { format, name, version } = await readVersion(input, scope);
    const { contentId } = version;
    const told = contentId === null ? null : await readDescription(scope.deps.database.reader, contentId);
    const query = ['ListPackageVersionDependencies', contentId];
    const page = openPage({ query, input: { nextToken: input.nextToken }, defaultSize: 100 });
    const start = page.after === null ? 0 : numberAt(page.after, 0) + 1;
    const all = (told?.dependencies ?? []).map((dependency, index) => ({ dependency, index }));
    const { rows, nextToken } = page.close(all.slice(start), ({ index }) => [String(index)]);
    return {
      format: format.id,
      namespace: name.namespace ?? undefined,
      package: name.name,
      version: version.version,
      versionRevision: version.revision ?? undefined,
      dependencies: rows.map(({ dependency }) => summarise(dependency)),
      nextToken,
    };
  },
};
