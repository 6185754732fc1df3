import type { ListPackageVersionAssetsRequest, ListPackageVersionAssetsResult } from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { openPage, textAt } from '../pages.ts';
import { onPackage } from '../resources.ts';
import { readVersion } from '../subject.ts';
import { summariseAsset } from '../views/asset-summary.ts';

/** In the order that the store has: by bytes. The one that the last page ended with may be gone. */
const isBehind = (asset: string, after: string): boolean => Buffer.compare(Buffer.from(asset), Buffer.from(after)) > 0;

/** The assets of a version are few (a quota says so) and read with it, so pages are cut from the whole list. */
export const listPackageVersionAssets: Operation<ListPackageVersionAssetsRequest, ListPackageVersionAssetsResult> = {
  action: 'codeartifact:ListPackageVersionAssets',
  resource: onPackage,
  async handle(input, scope) {
    const { format, name, stored, version } = await readVersion(input, scope);
    const page = openPage({ query: ['ListPackageVersionAssets', stored.id, version.key], input, defaultSize: 100 });
    const after = page.after && textAt(page.after, 0);
    const left = after === null ? version.assets : version.assets.filter(({ name: asset }) => isBehind(asset, after));
    const { rows, nextToken } = page.close(left, (asset) => [asset.name]);
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
