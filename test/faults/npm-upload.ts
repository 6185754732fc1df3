import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export interface NpmUpload {
  readonly tarball: Buffer;
  /** The body of the PUT that publishes it. */
  readonly document: string;
}

/** A version of an npm package with one file of these bytes, as `npm publish` sends it. */
export async function npmUpload(name: string, version: string, bytes: Buffer): Promise<NpmUpload> {
  const manifest = { name, version };
  const archive = pack();
  archive.entry({ name: 'package/package.json', mtime: new Date(0) }, JSON.stringify(manifest));
  archive.entry({ name: 'package/data', mtime: new Date(0) }, bytes);
  archive.finalize();
  const tarball = gzipSync(await buffer(archive), { level: 1 });
  const digest = (algorithm: string) => createHash(algorithm).update(tarball);
  const dist = { shasum: digest('sha1').digest('hex'), integrity: `sha512-${digest('sha512').digest('base64')}` };
  const attachment = {
    content_type: 'application/octet-stream',
    data: tarball.toString('base64'),
    length: tarball.length,
  };
  const document = JSON.stringify({
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist } },
    _attachments: { [`${name}-${version}.tgz`]: attachment },
  });
  return { tarball, document };
}
