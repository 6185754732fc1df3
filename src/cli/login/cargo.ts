import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setToml, tomlText } from './edit/toml.ts';
import type { Tool } from './tool.ts';

/** Cargo still reads the file without an ending first. */
function pathIn(folder: string, name: string): string {
  const old = join(folder, name);
  return existsSync(old) ? old : `${old}.toml`;
}

/** Names of registries are letters, digits, '-' and '_'. */
const registryName = (repository: string): string => repository.replace(/[^A-Za-z0-9_-]/g, '-');

/** The token goes as it is: cargo adds no scheme of its own. */
export const cargo: Tool = {
  name: 'cargo',
  format: 'cargo',
  namespace: null,
  configure({ endpoint, repository, token, user }) {
    const folder = user.variable('CARGO_HOME') ?? join(user.home, '.cargo');
    const name = registryName(repository);
    const registry = {
      index: tomlText(`sparse+${endpoint}`),
      // Cargo uses a written token for a registry that asks for one only when told so.
      'credential-provider': '["cargo:token"]',
    };
    return {
      changes: [
        {
          path: pathIn(folder, 'config'),
          secret: false,
          apply: (text) => setToml(text, ['registries', name], registry),
        },
        {
          path: pathIn(folder, 'credentials'),
          secret: true,
          apply: (text) => setToml(text, ['registries', name], { token: tomlText(token) }),
        },
      ],
      notes: [`Use it with: cargo add --registry ${name} NAME, cargo publish --registry ${name}`],
    };
  },
};
