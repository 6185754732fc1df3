import { notFound } from '../../kernel/errors.ts';
import type { AssetRef } from '../../model/package.ts';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import type { NpmFacts } from './facts.ts';
import { packageOf, parseWireName, wireName } from './names.ts';
import { negotiateForm } from './negotiate-form.ts';
import { packument } from './packument.ts';
import { singleManifest } from './single-manifest.ts';
import { attestationAsset, tarballAsset } from './tarball-asset.ts';

type Port = RepositoryPort<NpmFacts>;

/** GET /{package}. What is to be written back (`?write=true`) has to be whole, whatever Accept says. */
export async function readPackument({ params, query, headers }: FormatRequest, port: Port): Promise<FormatResponse> {
  const form = query.get('write') === 'true' ? 'full' : negotiateForm(headers['accept']);
  return { body: await port.readDocument(packument, packageOf(params), form) };
}

/** GET /{package}/{version or tag}. */
export async function readManifest({ params }: FormatRequest, port: Port): Promise<FormatResponse> {
  return { body: await port.readDocument(singleManifest, packageOf(params), params['version'] ?? '') };
}

/** The version in the name of a tarball, with the scope in it or not. */
function tarballOf(params: FormatRequest['params']): AssetRef {
  const name = packageOf(params);
  const { file = '' } = params;
  const prefix = `${name.name}-`;
  const bare = file.slice(file.lastIndexOf('/') + 1);
  if (!bare.startsWith(prefix) || !bare.endsWith('.tgz'))
    throw notFound({ type: 'asset', id: `${wireName(name)}/-/${file}` });
  return { package: name, version: bare.slice(prefix.length, -'.tgz'.length), asset: tarballAsset };
}

/** GET /{package}/-/{file}. */
export async function readTarballFile({ params }: FormatRequest, port: Port): Promise<FormatResponse> {
  return {
    headers: { 'content-type': 'application/octet-stream' },
    body: await port.openAsset(tarballOf(params)),
  };
}

/** GET /-/npm/v1/attestations/{package}@{version}. */
export async function readAttestations({ params }: FormatRequest, port: Port): Promise<FormatResponse> {
  const { subject = '' } = params;
  const at = subject.lastIndexOf('@');
  if (at <= 0) throw notFound({ type: 'asset', id: subject });
  const ref = { package: parseWireName(subject.slice(0, at)), version: subject.slice(at + 1), asset: attestationAsset };
  return { headers: { 'content-type': 'application/json' }, body: await port.openAsset(ref) };
}
