import { createHash } from 'node:crypto';
import type { Codeartifact, PublishPackageVersionCommandOutput } from '@aws-sdk/client-codeartifact';

export interface GenericAsset {
  readonly domain?: string;
  readonly repository: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version: string;
  readonly asset?: string;
  readonly content?: string;
  readonly unfinished?: boolean;
}

export const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** One asset of a generic version, in the domain 'acme' unless told otherwise. */
export function publishGeneric(
  client: Codeartifact,
  wanted: GenericAsset,
): Promise<PublishPackageVersionCommandOutput> {
  const {
    domain = 'acme',
    repository,
    namespace,
    name,
    version,
    asset = 'a.txt',
    content = 'some bytes',
    unfinished,
  } = wanted;
  return client.publishPackageVersion({
    domain,
    repository,
    format: 'generic',
    ...(namespace !== undefined && { namespace }),
    package: name,
    packageVersion: version,
    assetName: asset,
    assetContent: Buffer.from(content),
    assetSHA256: sha256Of(content),
    ...(unfinished !== undefined && { unfinished }),
  });
}
