import { join } from 'node:path';
import { lineEndOf, linesOf } from './edit/lines.ts';
import { setYaml, setYamlItem, yamlText } from './edit/yaml.ts';
import { isPlain, withoutScheme } from './endpoint.ts';
import { npmrcChange, npmrcPath, npmScope } from './npmrc.ts';
import type { Login, Tool } from './tool.ts';

/** Yarn 1: `key "value"`, a line each. */
function setYarnrc(text: string, key: string, value: string): string {
  const written = /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
  const line = `${written} ${JSON.stringify(value)}${lineEndOf(text)}`;
  const isOwn = (old: string): boolean => old.startsWith(`${key} `) || old.startsWith(`${JSON.stringify(key)} `);
  const lines = linesOf(text);
  const at = lines.findIndex(isOwn);
  if (at >= 0) return lines.flatMap((old, index) => (index === at ? [line] : isOwn(old) ? [] : [old])).join('');
  return `${text}${text === '' || text.endsWith('\n') ? '' : lineEndOf(text)}${line}`;
}

/** Yarn 2 and newer. */
function setYarnrcYml(text: string, { endpoint, token, namespace }: Login): string {
  const registry = ['npmRegistries', withoutScheme(endpoint)];
  const scope = ['npmScopes', namespace?.slice(1) ?? ''];
  // A scope without a registry of its own to publish to would publish where everything else does.
  const places =
    namespace === null
      ? [['npmRegistryServer']]
      : [
          [...scope, 'npmRegistryServer'],
          [...scope, 'npmPublishRegistry'],
        ];
  const edits: readonly (readonly [path: readonly string[], value: string])[] = [
    ...places.map((place) => [place, yamlText(endpoint)] as const),
    [[...registry, 'npmAuthToken'], yamlText(token)],
    [[...registry, 'npmAlwaysAuth'], 'true'],
  ];
  const edited = edits.reduce((before, [path, value]) => setYaml(before, path, value), text);
  if (!isPlain(endpoint)) return edited;
  const { hostname } = new URL(endpoint);
  return setYamlItem(edited, 'unsafeHttpWhitelist', yamlText(hostname), (item) => item === hostname);
}

/** Yarn 1 takes tokens from npm's file alone; without `always-auth` it sends them for scoped packages only. */
export const yarn: Tool = {
  name: 'yarn',
  format: 'npm',
  namespace: npmScope,
  configure(login) {
    const { endpoint, token, namespace, user } = login;
    const key = namespace === null ? 'registry' : `${namespace}:registry`;
    const address = withoutScheme(endpoint);
    const yarnrcYml = user.variable('YARN_RC_FILENAME') ?? '.yarnrc.yml';
    return {
      changes: [
        { path: join(user.home, '.yarnrc'), secret: false, apply: (text) => setYarnrc(text, key, endpoint) },
        npmrcChange(npmrcPath(user), { [`${address}:_authToken`]: token, [`${address}:always-auth`]: 'true' }),
        { path: join(user.home, yarnrcYml), secret: true, apply: (text) => setYarnrcYml(text, login) },
      ],
      notes: [],
    };
  },
};
