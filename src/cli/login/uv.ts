import { join } from 'node:path';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { setTomlArrayTable, tomlText } from './edit/toml.ts';
import { entryName, withCredentials } from './endpoint.ts';
import type { Tool } from './tool.ts';

function uvConfigPath({ home, platform, variable }: UserEnvironment): string {
  const given = variable('UV_CONFIG_FILE');
  if (given !== null) return given;
  const folder =
    platform === 'win32'
      ? (variable('APPDATA') ?? join(home, 'AppData', 'Roaming'))
      : (variable('XDG_CONFIG_HOME') ?? join(home, '.config'));
  return join(folder, 'uv', 'uv.toml');
}

export const uv: Tool = {
  name: 'uv',
  format: 'pypi',
  namespace: null,
  configure({ endpoint, token, user }) {
    const lines = [
      `url = ${tomlText(withCredentials(new URL('simple/', endpoint).href, token))}`,
      `publish-url = ${tomlText(withCredentials(endpoint, token))}`,
      'default = true',
    ];
    const index = { name: 'index', key: 'name', value: tomlText(entryName), lines };
    return {
      changes: [{ path: uvConfigPath(user), secret: true, apply: (text) => setTomlArrayTable(text, index) }],
      notes: [`Publish with: uv publish --index ${entryName}`],
    };
  },
};
