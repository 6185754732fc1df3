import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { setYaml, setYamlItem, yamlText } from './edit/yaml.ts';
import { withCredentials } from './endpoint.ts';
import type { Tool } from './tool.ts';

/** Gem.find_config_file: the old place, if there is something. */
function gemrcPath({ home, variable }: UserEnvironment): string {
  const old = join(home, '.gemrc');
  return existsSync(old) ? old : join(variable('XDG_CONFIG_HOME') ?? join(home, '.config'), 'gem', 'gemrc');
}

function credentialsPath({ home, variable }: UserEnvironment): string {
  const old = join(home, '.gem', 'credentials');
  return existsSync(old) ? old : join(variable('XDG_DATA_HOME') ?? join(home, '.local', 'share'), 'gem', 'credentials');
}

/** Whether an item of `:sources:` is this endpoint, with whichever credentials. */
function isSource(item: string, endpoint: string): boolean {
  const url = URL.parse(item);
  return url !== null && `${url.origin}${url.pathname}`.replace(/\/?$/, '/') === endpoint;
}

/** Keys of credentials are hosts; for those that gem does not know itself it sends the value as it is. */
export const gem: Tool = {
  name: 'gem',
  format: 'ruby',
  namespace: null,
  configure({ endpoint, token, user }) {
    const host = endpoint.replace(/\/$/, '');
    const source = yamlText(withCredentials(endpoint, token));
    return {
      changes: [
        {
          path: gemrcPath(user),
          secret: true,
          apply: (text) => setYamlItem(text, ':sources', source, (item) => isSource(item, endpoint)),
        },
        {
          path: credentialsPath(user),
          secret: true,
          apply: (text) => setYaml(text, [host], `Bearer ${token}`),
        },
      ],
      notes: [`Publish with: gem push --host ${host} NAME.gem`],
    };
  },
};
