import type { GetPackageVersionAssetRequest, GetPackageVersionAssetResult } from '@aws-sdk/client-codeartifact';
import { conflict, notFound, RegistryError } from '../../kernel/errors.ts';
import type { StoredVersion } from '../../metadata/package-versions.ts';
import type { Operation } from '../operation.ts';
import type { Payload } from '../protocol/write-output.ts';
import { onPackage } from '../resources.ts';
import { readVersion } from '../subject.ts';

type Output = Omit<GetPackageVersionAssetResult, 'asset'> & { readonly asset: Payload };

/** The caller may have named the exact state of the version that it wants. */
function checkState({ version, status, revision }: StoredVersion, wanted: string | undefined): void {
  const resource = { type: 'package-version', id: version } as const;
  if (status === 'Archived' || status === 'Disposed')
    throw conflict(`The version '${version}' is ${status}: its assets cannot be downloaded.`, resource);
  if (wanted !== undefined && wanted !== revision)
    throw conflict(
      `The version '${version}' is not as asked: current revision: ${revision}, expected revision: ${wanted}`,
      resource,
    );
}

/** Only what the repository itself keeps: upstreams are not asked. */
export const getPackageVersionAsset: Operation<GetPackageVersionAssetRequest, Output> = {
  action: 'codeartifact:GetPackageVersionAsset',
  resource: onPackage,
  async handle(input, scope) {
    const { version } = await readVersion(input, scope);
    checkState(version, input.packageVersionRevision);
    const asset = version.assets.find(({ name }) => name === input.asset);
    const resource = { type: 'asset', id: input.asset } as const;
    if (asset === undefined) throw notFound(resource);
    if (asset.blob === null)
      throw new RegistryError(
        'ResourceNotFound',
        `The asset '${asset.name}' is kept by name, but not fetched from the upstream yet. Its first request by a package client does that.`,
        { resource },
      );
    return {
      asset: { stream: scope.deps.openBlob(asset.blob), sizeBytes: asset.blob.sizeBytes },
      assetName: asset.name,
      packageVersion: version.version,
      packageVersionRevision: version.revision ?? undefined,
    };
  },
};
