import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { digestsOf } from '../../src/model/digests.ts';
import type { TestServer } from '../../test/support/server.ts';

/** A package tarball with this package.json, and files by their paths in the archive. */
export async function tarball(manifest: object, files: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'package/package.json' }, JSON.stringify(manifest));
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

export interface PublishedTarball {
  readonly name?: string;
  readonly version?: string;
  readonly bytes: Buffer;
  /** More members of `dist`. */
  readonly dist?: object;
  readonly change?: (document: Record<string, unknown>) => void;
}

/** The document that `npm publish` would send, as JSON. */
export function publishDocument({ name = 'hello', version = '1.0.0', bytes, dist = {}, change }: PublishedTarball) {
  const { sha1, sha512 } = digestsOf(bytes);
  const integrity = `sha512-${Buffer.from(sha512, 'hex').toString('base64')}`;
  const document: Record<string, unknown> = {
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { name, version, dist: { shasum: sha1, integrity, ...dist } } },
    _attachments: { [`${name}-${version}.tgz`]: { data: bytes.toString('base64'), length: bytes.length } },
  };
  change?.(document);
  return JSON.stringify(document);
}

export interface RawAnswer {
  readonly status: number;
  /** '' where there is none. */
  readonly error: string;
  readonly body: unknown;
}

export interface RawRegistry {
  /** Ends in '/'. */
  readonly endpoint: string;
  readonly authorization: string;
  /** With the administrator's token; a path below the repository. */
  ask(method: string, path: string, body?: string): Promise<RawAnswer>;
}

/** A repository of the server, asked without a client. */
export async function rawRegistry(server: TestServer, repository: string): Promise<RawRegistry> {
  const endpoint = await server.repository(repository).endpoint('npm');
  const authorization = `Bearer ${await server.token()}`;
  return {
    endpoint,
    authorization,
    async ask(method, path, body) {
      const response = await fetch(`${endpoint}${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json', 'cache-control': 'no-cache' },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      const parsed: unknown = text === '' ? null : JSON.parse(text);
      const { error = '' } = (parsed ?? {}) as { error?: string };
      return { status: response.status, error, body: parsed };
    },
  };
}
