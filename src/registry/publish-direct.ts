import type { Readable } from 'node:stream';
import type { PublishResult } from '../formats/format.ts';
import { invalid } from '../kernel/errors.ts';
import type { Digests } from '../model/digests.ts';
import type { PackageName } from '../model/package.ts';
import { arnOfPackage, type Place, type RegistryDeps, touchedBy } from './place.ts';
import { publishVersion } from './publish-version.ts';
import type { RequestScope } from './request-scope.ts';

export interface DirectUpload {
  readonly name: PackageName;
  readonly version: string;
  readonly assetName: string;
  /** Lower-case hex, as the caller promised it. */
  readonly sha256: string;
  readonly body: Readable;
  /** More assets follow: the version stays Unfinished. */
  readonly unfinished: boolean;
}

export interface DirectResult extends PublishResult {
  readonly asset: { readonly name: string; readonly sizeBytes: number; readonly digests: Digests };
}

/** PublishPackageVersion: one asset of a format that has no client of its own. Validation for the others. */
export async function publishDirect(
  deps: RegistryDeps,
  place: Place,
  scope: RequestScope,
  upload: DirectUpload,
): Promise<DirectResult> {
  const { direct, id } = place.format;
  if (direct === null)
    throw invalid(`Packages of format ${id} are published by their own client, not by PublishPackageVersion.`);
  direct.checkAsset(upload.assetName);
  await scope.authorize('codeartifact:PublishPackageVersion', arnOfPackage(place, upload.name), touchedBy(place));
  const staged = await deps.blobs.stage(place.domain.id, upload.body, {
    maxBytes: deps.quotas.assetSizeBytes,
    resource: { type: 'asset', id: `${place.repository.name}/${upload.version}/${upload.assetName}` },
    expected: { sha256: upload.sha256 },
  });
  try {
    const published = await publishVersion(
      deps,
      place,
      scope,
      {
        package: upload.name,
        version: upload.version,
        assets: [{ name: upload.assetName, content: { ...staged, open: (range) => staged.open(range), staged: true } }],
        facts: () => direct.facts(),
        status: upload.unfinished ? 'Unfinished' : 'Published',
        whenPresent: 'refuse',
      },
      () => staged,
    );
    return { ...published, asset: { name: upload.assetName, sizeBytes: staged.sizeBytes, digests: staged.digests } };
  } finally {
    await staged.discard();
  }
}
