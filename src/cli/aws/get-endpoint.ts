import { SettingsError } from '../../config/settings.ts';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { askCodeartifact } from './ask-codeartifact.ts';
import type { ApiAccess } from './find-access.ts';

export interface EndpointRequest {
  readonly domain: string;
  readonly domainOwner?: string | undefined;
  readonly repository: string;
  readonly format: string;
}

/** What GetRepositoryEndpoint tells; ends in '/'. */
export async function getEndpoint(
  user: UserEnvironment,
  access: ApiAccess,
  { domain, domainOwner, repository, format }: EndpointRequest,
): Promise<string> {
  const query = { domain, 'domain-owner': domainOwner, repository, format };
  const answer = await askCodeartifact(user, access, { method: 'GET', path: '/v1/repository/endpoint', query });
  const { repositoryEndpoint } = answer;
  // It ends up in files whose syntax it must not leave.
  const url = typeof repositoryEndpoint === 'string' ? URL.parse(repositoryEndpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new SettingsError('The server gave no endpoint.');
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
