import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { setPythonIni } from './edit/python-ini.ts';
import { isPlainRemote, withCredentials } from './endpoint.ts';
import type { Tool } from './tool.ts';

/** Where pip looks for the user's settings; `PIP_CONFIG_FILE` is read last and wins. */
function pipConfigPath({ home, platform, variable }: UserEnvironment): string {
  const given = variable('PIP_CONFIG_FILE');
  if (given !== null) return given;
  if (platform === 'win32') return join(variable('APPDATA') ?? join(home, 'AppData', 'Roaming'), 'pip', 'pip.ini');
  const ofMac = join(home, 'Library', 'Application Support', 'pip');
  if (platform === 'darwin' && existsSync(ofMac)) return join(ofMac, 'pip.conf');
  return join(variable('XDG_CONFIG_HOME') ?? join(home, '.config'), 'pip', 'pip.conf');
}

export const pip: Tool = {
  name: 'pip',
  format: 'pypi',
  namespace: null,
  configure({ endpoint, token, user }) {
    const index = withCredentials(new URL('simple/', endpoint).href, token);
    const apply = (text: string): string => setPythonIni(text, 'global', { 'index-url': index });
    const host = new URL(endpoint).host;
    return {
      changes: [{ path: pipConfigPath(user), secret: true, apply }],
      notes: isPlainRemote(endpoint)
        ? [
            `pip refuses plain http from another machine; serve HTTPS, or trust it: pip config set global.trusted-host ${host}`,
          ]
        : [],
    };
  },
};
