import type { PackageVersionOrigin } from '@aws-sdk/client-codeartifact';
import type { EntryPoint, OriginType } from '../../model/origin.ts';

export const describeOrigin = (version: {
  readonly origin: OriginType;
  readonly entry: EntryPoint;
}): PackageVersionOrigin => ({
  originType: version.origin,
  domainEntryPoint:
    version.entry.kind === 'repository'
      ? { repositoryName: version.entry.name }
      : { externalConnectionName: version.entry.name },
});
