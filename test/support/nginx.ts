import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { readClient } from './clients/find-client.ts';
import { freePort, type StartedProgram, startProgram } from './start-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface Nginx extends AsyncDisposable, Pick<StartedProgram, 'pid'> {
  /** Ends in '/'. */
  readonly url: string;
  /** A folder of its own. */
  readonly folder: string;
}

export interface NginxOptions {
  /** Directives of the one server; `listen` is there already. */
  readonly server: (folder: string) => string;
  readonly port?: number;
  /** Called with the folder before nginx starts. */
  readonly prepare?: (folder: string) => Promise<void>;
}

const configuration = (folder: string, port: number, server: string): string => `
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
${server}
  }
}
`;

/** Debian's nginx with one worker, in the foreground. */
export async function startNginx({ server, port, prepare }: NginxOptions): Promise<Nginx> {
  const folder = await temporaryFolder('nginx');
  await prepare?.(folder);
  const listening = port ?? (await freePort());
  const config = join(folder, 'nginx.conf');
  await writeFile(config, configuration(folder, listening, server(folder)));
  const url = `http://127.0.0.1:${listening}/`;
  const { pid, stop } = await startProgram(readClient('nginx').path, ['-p', folder, '-c', config], url);
  return { url, folder, pid, [Symbol.asyncDispose]: stop };
}
