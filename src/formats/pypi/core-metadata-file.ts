import { notFound } from '../../kernel/errors.ts';
import type { AssetRef } from '../../model/package.ts';
import type { AssetDocument, FormatResponse, RepositoryPort } from '../format.ts';
import type { PypiFacts } from './facts.ts';
import { readWheelMetadata } from './read-distribution.ts';

/** A wheel's METADATA at the wheel's own URL + '.metadata' (PEP 658, 714). */
export const coreMetadataFile: AssetDocument<PypiFacts> = {
  key: 'metadata',
  of: 'asset',
  render: async (bytes) => ({
    contentType: 'text/plain; charset=utf-8',
    body: await readWheelMetadata(bytes),
  }),
  locate({ asset: name }, { assets, facts }) {
    const asset = assets?.find((entry) => entry.name === name);
    const sha256 = facts.files.find((file) => file.name === name)?.metadata ?? null;
    if (asset?.upstream === undefined || sha256 === null) return null;
    const url = new URL(asset.upstream.url);
    url.pathname += '.metadata';
    return { url: url.href, digests: { sha256 } };
  },
};

/** NotFound for what is no wheel: only a wheel's metadata holds for every machine it is built or installed on. */
export async function readCoreMetadataFile(ref: AssetRef, port: RepositoryPort<PypiFacts>): Promise<FormatResponse> {
  if (!ref.asset.endsWith('.whl')) throw notFound({ type: 'asset', id: `${ref.asset}.metadata` });
  return { body: await port.readDocument(coreMetadataFile, ref) };
}
