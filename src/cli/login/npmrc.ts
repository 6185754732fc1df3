import { join } from 'node:path';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { type IniDialect, setIni } from './edit/ini.ts';
import { withoutScheme } from './endpoint.ts';
import type { FileChange, Login } from './tool.ts';

/** npm's own `ini`: `=` alone ends a key, so that keys may hold addresses. */
const dialect: IniDialect = { delimiters: '=', continued: false, fold: (key) => key };

/** npm reads its variables in any case. */
export const npmrcPath = ({ home, variable }: UserEnvironment): string =>
  variable('NPM_CONFIG_USERCONFIG') ?? variable('npm_config_userconfig') ?? join(home, '.npmrc');

/** `@scope`, whichever way it was written. */
export const npmScope = (namespace: string): string => (namespace.startsWith('@') ? namespace : `@${namespace}`);

export function npmrcChange(path: string, values: Readonly<Record<string, string>>): FileChange {
  const apply = (text: string): string =>
    Object.entries(values).reduce(
      (edited, [key, value]) => setIni(edited, { section: null, key, line: `${key}=${value}` }, dialect),
      text,
    );
  return { path, secret: true, apply };
}

/** The registry, for everything or for a scope, and the token for it. */
export const registryValues = ({ endpoint, token, namespace }: Login): Record<string, string> => ({
  [namespace === null ? 'registry' : `${namespace}:registry`]: endpoint,
  [`${withoutScheme(endpoint)}:_authToken`]: token,
});
