import { join } from 'node:path';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { setToml, tomlText } from './edit/toml.ts';
import { entryName, userName } from './endpoint.ts';
import type { Tool } from './tool.ts';

function poetryFolder({ home, platform, variable }: UserEnvironment): string {
  const given = variable('POETRY_CONFIG_DIR');
  if (given !== null) return given;
  if (platform === 'win32') return join(variable('APPDATA') ?? join(home, 'AppData', 'Roaming'), 'pypoetry');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'pypoetry');
  return join(variable('XDG_CONFIG_HOME') ?? join(home, '.config'), 'pypoetry');
}

/** Sources stand in each project; their credentials are looked up by the name that they have there. */
export const poetry: Tool = {
  name: 'poetry',
  format: 'pypi',
  namespace: null,
  configure({ endpoint, token, user }) {
    const folder = poetryFolder(user);
    const repository = { url: tomlText(endpoint) };
    const credentials = { username: tomlText(userName), password: tomlText(token) };
    return {
      changes: [
        {
          path: join(folder, 'config.toml'),
          secret: false,
          apply: (text) => setToml(text, ['repositories', entryName], repository),
        },
        {
          path: join(folder, 'auth.toml'),
          secret: true,
          apply: (text) => setToml(text, ['http-basic', entryName], credentials),
        },
      ],
      notes: [
        `In each project, once: poetry source add ${entryName} ${new URL('simple/', endpoint).href}`,
        `Publish with: poetry publish --repository ${entryName}`,
      ],
    };
  },
};
