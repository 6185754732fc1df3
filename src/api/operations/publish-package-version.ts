import type { Readable } from 'node:stream';
import type { PublishPackageVersionRequest, PublishPackageVersionResult } from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { onPackage } from '../resources.ts';
import { parsePackage } from '../subject.ts';
import { requireRepository } from '../target.ts';
import { summariseAsset } from '../views/asset-summary.ts';

type Input = Omit<PublishPackageVersionRequest, 'assetContent'> & { assetContent: Readable };

/** One asset a call; the version stays open for more as long as calls say `unfinished`. */
export const publishPackageVersion: Operation<Input, PublishPackageVersionResult> = {
  action: 'codeartifact:PublishPackageVersion',
  resource: onPackage,
  async handle(input, scope) {
    const { domain, repository } = requireRepository(scope, input);
    const { format, name } = parsePackage(input, scope);
    const { region, owner, name: domainName, id } = domain;
    const place = { domain: { id, region, owner, domain: domainName }, repository, format };
    const { revision, status, asset } = await scope.deps.publishDirect(scope.request, place, {
      name,
      version: input.packageVersion,
      assetName: input.assetName,
      sha256: input.assetSHA256,
      body: input.assetContent,
      unfinished: input.unfinished ?? false,
    });
    return {
      format: format.id,
      namespace: name.namespace ?? undefined,
      package: name.name,
      version: input.packageVersion,
      versionRevision: revision,
      status,
      asset: summariseAsset(asset.name, asset.sizeBytes, asset.digests),
    };
  },
};
