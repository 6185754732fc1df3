import { RegistryError, type ResourceRef } from './errors.ts';

/** What each quota is unless the operator says otherwise, by the name that messages and settings use. AWS: "Quotas in AWS CodeArtifact". */
export const defaultQuotas = {
  domainsPerAccount: 10,
  repositoriesPerDomain: 1000,
  packageGroupsPerDomain: 10_000,
  directUpstreams: 10,
  searchedRepositories: 25,
  connectionsPerRepository: 1,
  assetSizeBytes: 5 * 1024 ** 3,
  assetsPerVersion: 350,
  tagsPerResource: 200,
} as const;

export type QuotaName = keyof typeof defaultQuotas;

export type Quotas = Readonly<Record<QuotaName, number>>;

/** ServiceQuotaExceeded. `reason` says what there would be too many of. */
export const beyondQuota = (quota: QuotaName, reason: string, resource: ResourceRef): RegistryError =>
  new RegistryError('ServiceQuotaExceeded', `${reason} Whoever runs this server can raise the quota '${quota}'.`, {
    resource,
  });
