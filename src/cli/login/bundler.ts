import { join } from 'node:path';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { setYaml, yamlText } from './edit/yaml.ts';
import { userName } from './endpoint.ts';
import type { Tool } from './tool.ts';

function bundleConfigPath({ home, variable }: UserEnvironment): string {
  const given = variable('BUNDLE_USER_CONFIG');
  if (given !== null) return given;
  return join(variable('BUNDLE_USER_HOME') ?? join(home, '.bundle'), 'config');
}

/** Bundler::Settings#key_for. */
const keyOf = (endpoint: string): string =>
  `BUNDLE_${endpoint.replaceAll('.', '__').replaceAll('-', '___').toUpperCase()}`;

export const bundler: Tool = {
  name: 'bundler',
  format: 'ruby',
  namespace: null,
  configure: ({ endpoint, token, user }) => ({
    changes: [
      {
        path: bundleConfigPath(user),
        secret: true,
        apply: (text) => setYaml(text === '' ? '---\n' : text, [keyOf(endpoint)], yamlText(`${userName}:${token}`)),
      },
    ],
    notes: [`In each Gemfile, once: source '${endpoint}'`],
  }),
};
