import type {
  PackageFormat,
  RepositoryDescription,
  RepositoryExternalConnectionInfo,
  RepositorySummary,
} from '@aws-sdk/client-codeartifact';
import { listConnections } from '../../metadata/connections.ts';
import type { LocatedRepository } from '../../metadata/read-repository.ts';
import type { StoredRepository } from '../../metadata/repositories.ts';
import { listUpstreams } from '../../metadata/repository-upstreams.ts';
import { repositoryArn } from '../../model/arn.ts';
import type { ApiDeps } from '../deps.ts';

interface DomainNames {
  readonly region: string;
  readonly owner: string;
  readonly name: string;
}

export const summariseRepository = (
  { region, owner, name: domain }: DomainNames,
  { name, administrator, description, createdAt }: StoredRepository,
): RepositorySummary => ({
  name,
  administratorAccount: administrator,
  domainName: domain,
  domainOwner: owner,
  arn: repositoryArn({ region, owner, domain }, name),
  description: description ?? undefined,
  createdTime: createdAt,
});

function connectionInfo(name: string, { connections }: ApiDeps): RepositoryExternalConnectionInfo {
  const format = connections.get(name)?.format as PackageFormat | undefined;
  return { externalConnectionName: name, packageFormat: format, status: 'Available' };
}

/** With its upstreams, in priority order, and its external connection. */
export async function describeRepository(
  { domain, repository }: LocatedRepository,
  deps: ApiDeps,
): Promise<RepositoryDescription> {
  const [upstreams, connections] = await Promise.all([
    listUpstreams(deps.database.reader, repository.id),
    listConnections(deps.database.reader, repository.id),
  ]);
  return {
    ...summariseRepository(domain, repository),
    upstreams: upstreams.map((repositoryName) => ({ repositoryName })),
    externalConnections: connections.map((name) => connectionInfo(name, deps)),
  };
}
