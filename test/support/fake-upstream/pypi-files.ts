import { digestsOf } from '../../../src/model/digests.ts';
import type { FakeUpstream, Resource } from './fake-upstream.ts';

export interface PypiFile {
  /** Its name tells project and version: a wheel's or an sdist's. */
  readonly filename: string;
  readonly bytes: Uint8Array | string;
  readonly requiresPython?: string;
  readonly uploadTime?: string;
  readonly yanked?: boolean | string;
}

/** A connection to such an upstream points at its `simple/`. */
export const pypiProjectPath = (project: string): string => `/simple/${project}/`;
export const pypiFilePath = (filename: string): string => `/files/${filename}`;

/** Serves a project in the JSON form of the simple API (PEP 691), with its files. Replaces what was there. */
export function publishPypi(
  upstream: FakeUpstream,
  project: string,
  versions: readonly string[],
  files: readonly PypiFile[],
  options: Partial<Resource> = {},
): void {
  const listed = files.map(({ filename, bytes, requiresPython, uploadTime, yanked = false }) => {
    const body = Buffer.from(bytes as string);
    upstream.put(pypiFilePath(filename), { body, contentType: 'application/octet-stream' });
    return {
      filename,
      url: pypiFilePath(filename),
      hashes: { sha256: digestsOf(body).sha256 },
      size: body.length,
      yanked,
      ...(requiresPython === undefined ? {} : { 'requires-python': requiresPython }),
      ...(uploadTime === undefined ? {} : { 'upload-time': uploadTime }),
    };
  });
  const body = JSON.stringify({ meta: { 'api-version': '1.1' }, name: project, versions, files: listed });
  upstream.put(pypiProjectPath(project), {
    body,
    contentType: 'application/vnd.pypi.simple.v1+json',
    gzip: true,
    ...options,
  });
}
