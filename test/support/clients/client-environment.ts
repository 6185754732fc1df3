import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { transport } from '../transport.ts';

export interface ClientHome {
  /** A folder of its own to work in. */
  readonly folder: string;
  readonly home: string;
  /** Nothing of this machine but the programs: no configuration, no credentials, no caches, no proxies. */
  readonly env: Readonly<Record<string, string>>;
}

/** A temporary HOME for one user of real clients. */
export async function clientHome(name: string): Promise<ClientHome> {
  const root = await temporaryFolder(name);
  const [home, folder] = [join(root, 'home'), join(root, 'work')];
  await mkdir(home);
  await mkdir(folder);
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  const env = {
    PATH: path,
    HOME: home,
    TMPDIR: root,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    NO_PROXY: '127.0.0.1,localhost,::1',
    ...(await transport()).client,
  };
  return { folder, home, env };
}
