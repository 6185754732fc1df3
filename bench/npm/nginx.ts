import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { freePort, type Peer, startProcess } from './peer.ts';

const configuration = (folder: string, port: number): string => `
${userInfo().uid === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  default_type application/json;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${folder}/files;
    gzip_static on;
  }
}
`;

/** A file as nginx serves it: with `gzip_static`, `gzip` for who accepts it. */
export interface StaticFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly gzip: Uint8Array | null;
}

export interface Nginx extends AsyncDisposable {
  readonly peer: Peer;
}

/** nginx with one worker and nothing to decide: what serving the bytes costs at least. */
export async function startNginx(files: readonly StaticFile[]): Promise<Nginx> {
  const folder = await temporaryFolder('nginx');
  for (const { path, bytes, gzip } of files) {
    const target = join(folder, 'files', path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
    if (gzip !== null) await writeFile(`${target}.gz`, gzip);
  }
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  await writeFile(config, configuration(folder, port));
  const registry = `http://127.0.0.1:${port}/`;
  const { pid, stop } = await startProcess('nginx', ['-p', folder, '-c', config], registry);
  return { peer: { name: 'nginx', registry, headers: {}, pid }, [Symbol.asyncDispose]: stop };
}
