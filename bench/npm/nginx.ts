import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startNginx } from '../../test/support/nginx.ts';
import type { Peer } from './peer.ts';

/** A file as nginx serves it: with `gzip_static`, `gzip` for who accepts it. */
export interface StaticFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly gzip: Uint8Array | null;
}

export interface StaticServer extends AsyncDisposable {
  readonly peer: Peer;
}

/** nginx with nothing to decide: what serving the bytes costs at least. */
export async function serveStatically(files: readonly StaticFile[]): Promise<StaticServer> {
  const nginx = await startNginx({
    server: (folder) => `root ${folder}/files; gzip_static on;`,
    async prepare(folder) {
      for (const { path, bytes, gzip } of files) {
        const target = join(folder, 'files', path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, bytes);
        if (gzip !== null) await writeFile(`${target}.gz`, gzip);
      }
    },
  });
  const peer = { name: 'nginx', registry: nginx.url, headers: {}, pid: nginx.pid };
  return { peer, [Symbol.asyncDispose]: () => nginx[Symbol.asyncDispose]() };
}
