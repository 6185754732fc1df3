import type { Failure, Format, FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { checkAssetName } from './asset-name.ts';
import { names, packageOfPath, versionOfPath, versions } from './identity.ts';
import { putAsset } from './put-asset.ts';

type Port = RepositoryPort<null>;

/**
 * Packages without a client of their own: assets under a name and a version. CodeArtifact serves them through its API
 * only; here plain HTTP does too, at `<namespace>/<package>/<version>/<asset>`, with '-' for no namespace. DELETE takes
 * the path of a version, since a single asset of one cannot be deleted.
 */
export const generic: Format<null> = {
  id: 'generic',
  names,
  versions,
  documents: [],
  routes: [
    {
      method: 'GET',
      path: '/:namespace/:package/:version/*asset',
      access: ['ReadFromRepository'],
      subject: packageOfPath,
      handle: readAsset,
    },
    {
      method: 'PUT',
      path: '/:namespace/:package/:version/*asset',
      access: ['PublishPackageVersion'],
      subject: packageOfPath,
      handle: putAsset,
    },
    {
      method: 'DELETE',
      path: '/:namespace/:package/:version',
      access: ['DeletePackageVersions'],
      subject: packageOfPath,
      handle: deleteVersion,
    },
  ],
  upstream: null,
  parseFacts: () => null,
  describe: ({ name }) => ({ displayName: name }),
  direct: { facts: () => null, checkAsset: checkAssetName },
  defaultTag: null,
  renderError,
};

async function readAsset({ params }: FormatRequest, port: Port): Promise<FormatResponse> {
  const { version = '', asset = '' } = params;
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(asset)}`,
    'x-content-type-options': 'nosniff',
  };
  return { headers, body: await port.openAsset({ package: packageOfPath(params), version, asset }) };
}

async function deleteVersion({ params }: FormatRequest, port: Port): Promise<FormatResponse> {
  await port.deleteVersions(packageOfPath(params), [versionOfPath(params)]);
  return { status: 204, body: null };
}

function renderError({ code, status, message }: Failure): FormatResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(code === 'Unauthenticated' ? { 'www-authenticate': 'Basic realm="coffer"' } : {}),
    },
    body: JSON.stringify({ message }),
  };
}
