import { invalid } from '../../kernel/errors.ts';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { checkAssetName } from './asset-name.ts';
import { promisedDigests } from './digest-headers.ts';
import { packageOfPath, versionOfPath } from './identity.ts';

const json = { 'content-type': 'application/json' };

/**
 * PUT of one asset. `?unfinished=true` leaves the version open for more, as PublishPackageVersion does; without it the
 * version is closed. 201 for new bytes, 200 for the same again, 412 for `If-None-Match: *` where the asset exists:
 * before its body is read.
 */
export async function putAsset(request: FormatRequest, port: RepositoryPort<null>): Promise<FormatResponse> {
  const { params, headers, query, body } = request;
  const name = packageOfPath(params);
  const version = versionOfPath(params);
  const asset = params['asset'] ?? '';
  checkAssetName(asset);
  const expected = promisedDigests(headers);
  if (headers['if-none-match']?.trim() === '*') {
    const own = await port.findOwnPackage(name);
    const exists = own?.versions.find((kept) => kept.version === version)?.assets?.some((kept) => kept.name === asset);
    if (exists === true)
      return { status: 412, headers: json, body: JSON.stringify({ message: `The asset '${asset}' exists already.` }) };
  }
  const content = await port.stage(body, expected);
  const { revision, status, changed } = await port.publish({
    package: name,
    version,
    assets: [{ name: asset, content }],
    facts: () => null,
    status: isUnfinished(query) ? 'Unfinished' : 'Published',
    whenPresent: 'refuse',
  });
  return {
    status: changed ? 201 : 200,
    headers: { ...json, etag: `"${content.digests.sha256}"` },
    body: JSON.stringify({ asset, version, status, versionRevision: revision, sha256: content.digests.sha256 }),
  };
}

function isUnfinished(query: URLSearchParams): boolean {
  const value = query.get('unfinished') ?? 'false';
  if (value !== 'true' && value !== 'false') throw invalid(`'unfinished' must be true or false, not '${value}'.`);
  return value === 'true';
}
