import { join } from 'node:path';
import { setToml, tomlText } from './edit/toml.ts';
import { npmScope } from './npmrc.ts';
import type { Tool } from './tool.ts';

export const bun: Tool = {
  name: 'bun',
  format: 'npm',
  namespace: npmScope,
  configure({ endpoint, token, namespace, user }) {
    const registry = `{ url = ${tomlText(endpoint)}, token = ${tomlText(token)} }`;
    const apply = (text: string): string =>
      namespace === null
        ? setToml(text, ['install'], { registry })
        : setToml(text, ['install', 'scopes'], { [namespace]: registry });
    const folder = user.variable('XDG_CONFIG_HOME') ?? user.home;
    return { changes: [{ path: join(folder, '.bunfig.toml'), secret: true, apply }], notes: [] };
  },
};
