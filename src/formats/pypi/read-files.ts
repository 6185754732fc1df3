import type { AssetRef } from '../../model/package.ts';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { readCoreMetadataFile } from './core-metadata-file.ts';
import type { PypiFacts } from './facts.ts';
import { projectName } from './project-name.ts';

const metadataSuffix = '.metadata';

/** GET simple/<project>/<version>/<file>, and the same with '.metadata' after it. */
export async function readFile(request: FormatRequest, port: RepositoryPort<PypiFacts>): Promise<FormatResponse> {
  const { project = '', version = '', file = '' } = request.params;
  const ref: AssetRef = { package: projectName(project), version, asset: file };
  if (file.endsWith(metadataSuffix))
    return readCoreMetadataFile({ ...ref, asset: file.slice(0, -metadataSuffix.length) }, port);
  return { headers: { 'content-type': 'application/octet-stream' }, body: await port.openAsset(ref) };
}
