import type { DomainDescription, DomainSummary } from '@aws-sdk/client-codeartifact';
import type { StoredDomain } from '../../metadata/domains.ts';
import { domainArn } from '../../model/arn.ts';

export const summariseDomain = ({ region, owner, name, encryptionKey, createdAt }: StoredDomain): DomainSummary => ({
  name,
  owner,
  arn: domainArn({ region, owner, domain: name }),
  status: 'Active',
  createdTime: createdAt,
  encryptionKey,
});

export const describeDomain = (domain: StoredDomain): DomainDescription => ({
  ...summariseDomain(domain),
  repositoryCount: domain.repositoryCount,
  assetSizeBytes: domain.assetSizeBytes,
  s3BucketArn: `arn:aws:s3:::assets-${domain.owner}-${domain.region}`,
});
