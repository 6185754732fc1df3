/** The quotas of the service (AWS: "Quotas in AWS CodeArtifact") and the guards of this server. */
export const limits = {
  domainsPerAccount: 10,
  repositoriesPerDomain: 1000,
  packageGroupsPerDomain: 10_000,
  directUpstreams: 10,
  searchedRepositories: 25,
  connectionsPerRepository: 1,
  assetSizeBytes: 5 * 1024 ** 3,
  assetsPerVersion: 350,
  tagsPerResource: 200,
  jsonBodyBytes: 1024 * 1024,
  consultedBytes: 16 * 1024 ** 2,
  upstreamDocumentBytes: 256 * 1024 ** 2,
} as const;
