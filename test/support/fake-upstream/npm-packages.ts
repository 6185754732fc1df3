import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { digestsOf } from '../../../src/model/digests.ts';
import type { FakeUpstream, Resource } from './fake-upstream.ts';

export interface NpmUpload {
  /** 'name' or '@scope/name'. */
  readonly name: string;
  readonly version: string;
  /** More members of package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Below `package/`. */
  readonly files?: Readonly<Record<string, string>>;
  /** `latest` unless said otherwise. */
  readonly tag?: string;
  readonly publishedAt?: string;
  readonly deprecated?: string;
}

interface Packument {
  readonly name: string;
  readonly 'dist-tags': Record<string, string>;
  readonly versions: Record<string, Record<string, unknown>>;
  readonly time: Record<string, string>;
}

const served = new WeakMap<FakeUpstream, Map<string, Packument>>();

/** A real tarball, as `npm pack` lays it out. */
async function tarball(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files))
    archive.entry({ name: `package/${name}`, mtime: new Date(0) }, content);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

function packumentOf(upstream: FakeUpstream, name: string): Packument {
  const known = served.get(upstream) ?? new Map<string, Packument>();
  served.set(upstream, known);
  const packument = known.get(name) ?? { name, 'dist-tags': {}, versions: {}, time: {} };
  known.set(name, packument);
  return packument;
}

/** Clients escape the '/' of a scope in either case, or not at all. */
const packumentPaths = (name: string): string[] =>
  [name, name.replace('/', '%2f'), name.replace('/', '%2F')].map((path) => `/${path}`);
export const npmPackumentPath = (name: string): string => `/${name.replace('/', '%2f')}`;
export const npmTarballPath = (name: string, version: string): string =>
  `/${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;

function servePackument(upstream: FakeUpstream, packument: Packument, options: Partial<Resource>): void {
  for (const path of packumentPaths(packument.name))
    upstream.put(path, { body: JSON.stringify(packument), gzip: true, ...options });
}

/** Adds a version to the package that the upstream serves: a tarball, and its place in the packument. */
export async function publishNpm(
  upstream: FakeUpstream,
  upload: NpmUpload,
  options: Partial<Resource> = {},
): Promise<Buffer> {
  const { name, version, tag = 'latest', publishedAt = '2026-01-01T00:00:00.000Z', deprecated } = upload;
  const manifest = { name, version, ...upload.manifest };
  const bytes = await tarball({
    'package.json': JSON.stringify(manifest),
    'index.js': 'module.exports = 1;\n',
    ...upload.files,
  });
  const { sha1, sha512 } = digestsOf(bytes);
  const path = npmTarballPath(name, version);
  const packument = packumentOf(upstream, name);
  packument.versions[version] = {
    ...manifest,
    ...(deprecated === undefined ? {} : { deprecated }),
    dist: {
      tarball: new URL(path, upstream.url).href,
      shasum: sha1,
      integrity: `sha512-${Buffer.from(sha512, 'hex').toString('base64')}`,
    },
  };
  packument.time[version] = publishedAt;
  packument['dist-tags'][tag] = version;
  upstream.put(path, { body: bytes, contentType: 'application/octet-stream' });
  servePackument(upstream, packument, options);
  return bytes;
}

/** Takes a version back, as `npm unpublish` does: listing and tarball. */
export function unpublishNpm(upstream: FakeUpstream, name: string, version: string): void {
  const packument = packumentOf(upstream, name);
  delete packument.versions[version];
  delete packument.time[version];
  for (const [tag, tagged] of Object.entries(packument['dist-tags']))
    if (tagged === version) delete packument['dist-tags'][tag];
  upstream.remove(npmTarballPath(name, version));
  servePackument(upstream, packument, {});
}
