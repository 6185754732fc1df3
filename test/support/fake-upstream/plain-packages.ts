import { digestsOf } from '../../../src/model/digests.ts';
import type { PlainIndex, PlainVersion } from '../plain-format.ts';
import type { FakeUpstream, Resource } from './fake-upstream.ts';

/** A version of the plain format with the bytes of its files. */
export interface PlainUpload extends Omit<PlainVersion, 'files'> {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Promise no digests. */
  readonly undigested?: boolean;
}

export const plainIndexPath = (name: string): string => `/${name}/index.json`;
export const plainFilePath = (name: string, version: string, file: string): string => `/${name}/${version}/${file}`;

/** Serves a package of the plain format: its index, and every file. Replaces what was there. */
export function publishPlain(
  upstream: FakeUpstream,
  name: string,
  uploads: readonly PlainUpload[],
  options: { readonly tags?: PlainIndex['tags']; readonly index?: Partial<Resource> } = {},
): void {
  const versions = uploads.map(({ files, undigested = false, ...rest }) => ({
    ...rest,
    files: Object.entries(files).map(([file, content]) => {
      const body = Buffer.from(content as string);
      upstream.put(plainFilePath(name, rest.version, file), { body, contentType: 'application/octet-stream' });
      const promise = undigested ? {} : { sizeBytes: body.length, sha256: digestsOf(body).sha256 };
      return { name: file, url: plainFilePath(name, rest.version, file), ...promise };
    }),
  }));
  const index: PlainIndex = { name, versions, ...(options.tags === undefined ? {} : { tags: options.tags }) };
  upstream.put(plainIndexPath(name), { body: JSON.stringify(index), gzip: true, ...options.index });
}
