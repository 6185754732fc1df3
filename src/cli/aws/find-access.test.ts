import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findAccess } from './find-access.ts';

let home: string;
before(async () => {
  home = await mkdtemp(join(tmpdir(), 'coffer-access-'));
  const config = [
    ...[
      '[default]',
      'region = eu-west-1',
      'endpoint_url = http://default.test',
      's3 =',
      '  endpoint_url = http://nested.test',
    ],
    ...[
      '[profile team]',
      'endpoint_url=https://team.test/base',
      'aws_access_key_id = weak',
      '[profile role]',
      'role_arn = x',
    ],
  ];
  const credentials = [
    ...['[default]', 'aws_access_key_id = AKIADEFAULT', 'aws_secret_access_key = s/=1'],
    ...['[team]', 'aws_access_key_id = AKIATEAM', 'aws_secret_access_key = t', 'aws_session_token = st'],
  ];
  await writeFile(join(home, 'config'), config.join('\n'));
  await writeFile(join(home, 'credentials'), credentials.join('\r\n'));
  await writeFile(
    join(home, 'aws-config'),
    '[default]\nregion = x\nendpoint_url = http://own.test\naws_access_key_id = AKIAOWN\naws_secret_access_key = o\n',
  );
});
after(() => rm(home, { recursive: true }));

const find = (variables: Record<string, string> = {}, options: Parameters<typeof findAccess>[1] = {}) => {
  const files = { AWS_CONFIG_FILE: join(home, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials') };
  const all: Record<string, string> = { ...files, COFFER_DATA_DIR: join(home, 'nowhere'), ...variables };
  const { endpoint, region, key } = findAccess(
    { home, platform: 'linux', variable: (name) => all[name] || null },
    options,
  );
  return [endpoint.href, region, key.accessKeyId, key.secretAccessKey, key.sessionToken];
};

const variables = { AWS_ACCESS_KEY_ID: 'AKIAVARIABLE', AWS_SECRET_ACCESS_KEY: 'v', AWS_SESSION_TOKEN: 'vt' };

describe('where a command finds the server and its credentials', () => {
  it('takes the profile default, of both files', () =>
    assert.deepEqual(find(), ['http://default.test/', 'eu-west-1', 'AKIADEFAULT', 's/=1', null]));

  it('takes a profile that is named, before variables', () => {
    const team = ['https://team.test/base', 'us-east-1', 'AKIATEAM', 't', 'st'];
    assert.deepEqual(find({ AWS_PROFILE: 'team' }), team);
    assert.deepEqual(find(variables, { profile: 'team' }), team);
  });

  it('takes variables before the files, and options before variables', () => {
    const more = { ...variables, AWS_ENDPOINT_URL: 'http://all.test', AWS_DEFAULT_REGION: 'r-1' };
    assert.deepEqual(find(more), ['http://all.test/', 'r-1', 'AKIAVARIABLE', 'v', 'vt']);
    assert.equal(find({ ...more, AWS_ENDPOINT_URL_CODEARTIFACT: 'http://one.test' })[0], 'http://one.test/');
    assert.deepEqual(find(more, { endpointUrl: 'http://option.test', region: 'r-2' }).slice(0, 2), [
      'http://option.test/',
      'r-2',
    ]);
  });

  it("takes Coffer's own file where there are no others", () => {
    const none = { AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' };
    assert.deepEqual(find({ ...none, COFFER_DATA_DIR: home }), ['http://own.test/', 'x', 'AKIAOWN', 'o', null]);
    assert.throws(() => find(none), { name: 'SettingsError', message: /--endpoint-url/ });
  });

  it('says what is missing', () => {
    assert.throws(() => find({}, { profile: 'none' }), { message: /no profile 'none'/ });
    assert.throws(() => find({ AWS_ENDPOINT_URL: 'http://a.test' }, { profile: 'role' }), {
      message: /export-credentials/,
    });
    assert.throws(() => find({}, { endpointUrl: 'ftp://x' }), { message: /no http/ });
    assert.throws(() => find({}, { endpointUrl: 'nonsense' }), { message: /no http/ });
  });
});
