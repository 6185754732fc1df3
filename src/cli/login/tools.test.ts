import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { UserEnvironment } from '../../config/user-environment.ts';
import type { Login, Tool } from './tool.ts';
import { tools } from './tools.ts';

const home = join('/', 'home', 'me');

const userOf = (variables: Record<string, string>, platform: NodeJS.Platform = 'linux'): UserEnvironment => ({
  home,
  platform,
  variable: (name) => variables[name] ?? null,
});

const toolOf = (name: string): Tool => {
  const tool = tools.find((known) => known.name === name);
  assert.ok(tool, name);
  return tool;
};

const loginOf = (tool: Tool, changed: Partial<Login> = {}): Login => ({
  domain: 'acme',
  repository: 'team.x',
  endpoint: `http://127.0.0.1:2633/${tool.format}/d/acme-111122223333/team.x/`,
  token: 'TOKEN-1',
  namespace: null,
  user: userOf({}),
  ...changed,
});

/** Path to what stands there after a login in an empty home. */
function written(name: string, changed: Partial<Login> = {}): Record<string, string> {
  const tool = toolOf(name);
  const { changes } = tool.configure(loginOf(tool, changed));
  return Object.fromEntries(changes.map(({ path, apply }) => [path.replace(`${home}/`, '~/'), apply('')]));
}

describe('every tool', () => {
  for (const tool of tools) {
    it(`${tool.name} changes nothing by the same login again, and only the token by a later one`, () => {
      const present = tool.configure(loginOf(tool)).changes.map(({ apply }) => apply(''));
      const again = tool.configure(loginOf(tool)).changes.map(({ apply }, index) => apply(present[index] ?? ''));
      assert.deepEqual(again, present);
      const later = tool.configure(loginOf(tool, { token: 'TOKEN-2' })).changes;
      assert.deepEqual(
        later.map(({ apply }, index) => apply(present[index] ?? '')),
        present.map((text) => text.replaceAll('TOKEN-1', 'TOKEN-2')),
      );
    });

    it(`${tool.name} marks as secret exactly the files that hold the token`, () => {
      for (const { path, secret, apply } of tool.configure(loginOf(tool)).changes)
        assert.equal(secret, /TOKEN-1|always-auth/.test(apply('')), path);
    });

    it(`${tool.name} tells nobody the token in its notes`, () =>
      assert.doesNotMatch(tool.configure(loginOf(tool)).notes.join(), /TOKEN/));
  }
});

describe('where files are', () => {
  for (const [tool, variables, path] of [
    ['npm', {}, '~/.npmrc'],
    ['npm', { NPM_CONFIG_USERCONFIG: '/x/rc' }, '/x/rc'],
    ['pnpm', { npm_config_userconfig: '/x/rc' }, '/x/rc'],
    ['bun', { XDG_CONFIG_HOME: '/x' }, '/x/.bunfig.toml'],
    ['pip', { PIP_CONFIG_FILE: '/x/pip' }, '/x/pip'],
    ['pip', { XDG_CONFIG_HOME: '/x' }, '/x/pip/pip.conf'],
    ['uv', { UV_CONFIG_FILE: '/x/uv' }, '/x/uv'],
    ['poetry', { POETRY_CONFIG_DIR: '/x' }, '/x/config.toml'],
    ['twine', {}, '~/.pypirc'],
    ['mvn', {}, '~/.m2/settings.xml'],
    ['gradle', { GRADLE_USER_HOME: '/x' }, '/x/gradle.properties'],
    ['nuget', {}, '~/.config/NuGet/NuGet.Config'],
    ['dotnet', { DOTNET_CLI_HOME: '/x' }, '/x/.nuget/NuGet/NuGet.Config'],
    ['gem', { XDG_CONFIG_HOME: '/x' }, '/x/gem/gemrc'],
    ['bundler', { BUNDLE_USER_HOME: '/x' }, '/x/config'],
    ['bundler', { BUNDLE_USER_CONFIG: '/x/y' }, '/x/y'],
    ['cargo', { CARGO_HOME: '/x' }, '/x/config.toml'],
    ['swift', {}, '~/.swiftpm/configuration/registries.json'],
  ] as const)
    it(`${tool} with ${JSON.stringify(variables)}: ${path}`, () =>
      assert.equal(Object.keys(written(tool, { user: userOf(variables) }))[0], path));

  it('Windows keeps them below APPDATA', () => {
    const user = userOf({ APPDATA: '/roaming' }, 'win32');
    const first = (tool: string) => Object.keys(written(tool, { user }))[0];
    assert.deepEqual(['pip', 'uv', 'poetry', 'dotnet'].map(first), [
      '/roaming/pip/pip.ini',
      '/roaming/uv/uv.toml',
      '/roaming/pypoetry/config.toml',
      '/roaming/NuGet/NuGet.Config',
    ]);
  });
});

describe('what is written', () => {
  it('a scope leaves the registry of everything else alone', () => {
    const namespace = '@acme';
    assert.match(
      written('npm', { namespace })['~/.npmrc'] ?? '',
      /^@acme:registry=http.*\n\/\/127\.0\.0\.1.*_authToken=TOKEN-1\n$/,
    );
    assert.match(written('bun', { namespace })['~/.bunfig.toml'] ?? '', /^\[install\.scopes\]\n"@acme" = \{ url = /);
    const yarn = written('yarn', { namespace });
    assert.match(yarn['~/.yarnrc'] ?? '', /^"@acme:registry" "http:/);
    assert.match(yarn['~/.yarnrc.yml'] ?? '', /^npmScopes:\n {2}acme:\n {4}npmRegistryServer: "http:/);
    assert.equal(toolOf('npm').namespace?.('acme'), '@acme');
    assert.equal(toolOf('swift').namespace?.('@acme'), 'acme');
  });

  it('npm keeps its own registry when yarn is logged in', () =>
    assert.doesNotMatch(written('yarn')['~/.npmrc'] ?? '', /^registry/m));

  it('https needs nothing that plain http needs', () => {
    const endpoint = 'https://packages.example.com/x/d/acme-111122223333/team.x/';
    for (const tool of ['yarn', 'nuget', 'dotnet'])
      assert.doesNotMatch(Object.values(written(tool, { endpoint })).join(), /unsafe|insecure/i, tool);
  });

  it('a registry of cargo has a name that cargo allows', () =>
    assert.match(written('cargo')['~/.cargo/config.toml'] ?? '', /^\[registries\.team-x\]\nindex = "sparse\+http:/));

  it('bundler finds its key as it spells it', () =>
    assert.match(
      written('bundler')['~/.bundle/config'] ?? '',
      /^---\nBUNDLE_HTTP:\/\/127__0__0__1:2633\/RUBY\/D\/ACME___111122223333\/TEAM__X\/: "aws:TOKEN-1"\n$/,
    ));

  it('the credentials of a NuGet source are under its name as .NET encodes it', () => {
    const config = (changed: Partial<Login>) => written('dotnet', changed)['~/.nuget/NuGet/NuGet.Config'] ?? '';
    assert.match(config({}), /<acme_x002F_team\.x>\n/);
    assert.match(config({ repository: '_x0041_é' }), /<acme_x002F__x005F_x0041__x00E9_>/);
  });

  it('a NuGet source that is there already keeps its name', () => {
    const tool = toolOf('dotnet');
    const login = loginOf(tool);
    const source = `<add key="1 mine" value="${login.endpoint}v3/index.json" />`;
    const before = `<configuration><packageSources><clear />${source}</packageSources></configuration>`;
    const after = tool.configure(login).changes[0]?.apply(before) ?? '';
    assert.match(after, /<clear \/><add key="1 mine" value=/);
    assert.match(after, /<_x0031__x0020_mine>/);
    assert.doesNotMatch(after, /key="acme/);
  });

  it('gem replaces its own source, whatever its credentials, and keeps others', () => {
    const tool = toolOf('gem');
    const login = loginOf(tool);
    const old = login.endpoint.replace('//', '//aws:old@');
    const after = tool.configure(login).changes[0]?.apply(`:sources:\n- https://other.test/\n- ${old}\n`);
    assert.equal(after, `:sources:\n- "${login.endpoint.replace('//', '//aws:TOKEN-1@')}"\n- https://other.test/\n`);
  });

  it('twine keeps its other servers', () => {
    const tool = toolOf('twine');
    const after = tool
      .configure(loginOf(tool))
      .changes[0]?.apply('[distutils]\nindex-servers=\n  mine\n\n[mine]\nusername=x\n');
    assert.match(
      after ?? '',
      /^\[distutils\]\nindex-servers =\n {4}mine\n {4}codeartifact\n\n\[mine\]\nusername=x\n\n\[codeartifact\]\n/,
    );
  });

  it('swift keeps what else its file says, and refuses what is no object', () => {
    const [change] = toolOf('swift').configure(loginOf(toolOf('swift'))).changes;
    const before = '{"version":1,"x":[1],"registries":{"other":{"url":"u"}},"__proto__":{"a":1}}';
    const after: unknown = JSON.parse(change?.apply(before) ?? '');
    const expected: unknown = JSON.parse(before);
    assert.deepEqual(
      Object.keys(after as object).sort(),
      [...Object.keys(expected as object), 'authentication'].sort(),
    );
    assert.match(change?.apply(before) ?? '', /"other"/);
    assert.throws(() => change?.apply('[1]'), { name: 'SettingsError' });
    assert.throws(() => change?.apply('{'), { name: 'SettingsError' });
  });
});
