import type { ListPackageVersionAssetsRequest, ListPackageVersionAssetsResult } from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { openPage, textAt } from '../pages.ts';
import { onPackage } from '../resources.ts';
import { readVersion } from '../subject.ts';
import { summariseAsset } from '../views/asset-summary.ts';

/** The assets of a version are few (a quota says so) and read with it, so pages are cut from the whole list. */
export const listPackageVersionAssets: Operation<ListPackageVersionAssetsRequest, ListPackageVersionAssetsResult> = {
  action: 'codeartifact:ListPackageVersionAssets',
  resource: onPackage,
  async handle(input, scope) {
    const { format, name, stored, version } = await readVersion(input, scope);
    const page = openPage({ query: ['ListPackageVersionAssets', stored.id, version.key], input, defaultSize: 100 });
    const after = page.after && textAt(page.after, 0);
    const start = after === null ? 0 : version.assets.findLastIndex((asset) => asset.name === after) + 1;
    const { rows, nextToken } = page.close(version.assets.slice(start), (asset) => [asset.name]);
    return {
      format: format.id,
      namespace: name.namespace ?? undefined,
      package: name.name,
      version: version.version,
      versionRevision: version.revision ?? undefined,
      assets: rows.map(({ name: asset, blob, origin }) =>
        summariseAsset(asset, blob?.sizeBytes ?? origin?.sizeBytes ?? null, blob?.digests ?? origin?.digests ?? {}),
      ),
      nextToken,
    };
  },
};
