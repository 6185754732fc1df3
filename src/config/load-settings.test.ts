import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { defaultQuotas } from '../kernel/quotas.ts';
import { loadSettings } from './load-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-settings-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function configFile(content: unknown): string {
  files += 1;
  const path = join(folder, `coffer-${files}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('loadSettings', () => {
  it('fills in the defaults', () => {
    const settings = loadSettings({ env: {} });
    assert.equal(settings.port, 2633);
    assert.deepEqual(settings.hosts, [
      { address: '127.0.0.1', optional: false },
      { address: '::1', optional: true },
    ]);
    assert.equal(settings.dataDir, resolve('data'));
    assert.deepEqual(settings.database, { kind: 'sqlite', path: resolve('data/coffer.db') });
    assert.deepEqual(settings.blobStore, { kind: 'file', path: resolve('data/blobs') });
    assert.equal(settings.accountId, '111122223333');
    assert.equal(settings.region, 'us-east-1');
    assert.equal(settings.adminCredentials, null);
    assert.equal(settings.publicUrl, null);
  });

  it('prefers flags to the environment, the environment to the file, and the file to the default', () => {
    const file = configFile({ port: 1, region: 'eu-west-1', accountId: '999988887777', regionStrict: true });
    const settings = loadSettings({
      configFile: file,
      env: { COFFER_PORT: '2', COFFER_REGION: 'eu-west-2' },
      flags: { port: '3' },
    });
    assert.deepEqual(
      [settings.port, settings.region, settings.accountId, settings.regionStrict, settings.logLevel],
      [3, 'eu-west-2', '999988887777', true, 'info'],
    );
  });

  it('places the database and the blobs in the data folder', () => {
    const { database, blobStore } = loadSettings({ env: { COFFER_DATA_DIR: '/srv/coffer' } });
    assert.deepEqual(database, { kind: 'sqlite', path: '/srv/coffer/coffer.db' });
    assert.deepEqual(blobStore, { kind: 'file', path: '/srv/coffer/blobs' });
  });

  it('reads absolute and relative paths behind a scheme', () => {
    const path = (text: string): unknown => loadSettings({ env: { COFFER_DATABASE_URL: text } }).database;
    assert.deepEqual(path('sqlite:x.db'), { kind: 'sqlite', path: resolve('x.db') });
    assert.deepEqual(path('sqlite:/x/y.db'), { kind: 'sqlite', path: '/x/y.db' });
    assert.deepEqual(path('sqlite:///x/y.db'), { kind: 'sqlite', path: '/x/y.db' });
    assert.deepEqual(path('postgres://u:p@db/coffer'), { kind: 'postgres', url: 'postgres://u:p@db/coffer' });
  });

  it('takes external connections as text, as an object of the file, with credentials and custom names', () => {
    const file = configFile({
      externalConnections: {
        'public:npmjs': 'http://127.0.0.1:9/npm',
        'custom:mirror': { url: new URL('https://mirror.test/'), format: 'npm', token: 'secret' },
      },
    });
    const { externalConnections } = loadSettings({ env: {}, configFile: file });
    assert.equal(externalConnections.get('public:npmjs')?.url.href, 'http://127.0.0.1:9/npm/');
    assert.deepEqual(externalConnections.get('custom:mirror'), {
      name: 'custom:mirror',
      url: new URL('https://mirror.test/'),
      format: 'npm',
      credentials: { kind: 'bearer', token: 'secret' },
    });
  });

  it('takes quotas as text and as an object of the file, and leaves the others as AWS has them', () => {
    const { quotas } = loadSettings({ env: { COFFER_QUOTAS: '{"domainsPerAccount": 50}' } });
    assert.deepEqual(quotas, { ...defaultQuotas, domainsPerAccount: 50 });
    const configured = loadSettings({ env: {}, configFile: configFile({ quotas: { assetsPerVersion: 7 } }) });
    assert.equal(configured.quotas.assetsPerVersion, 7);
    assert.deepEqual(loadSettings({ env: {} }).quotas, defaultQuotas);
  });

  it('listens beyond loopback only with a public URL', () => {
    assert.throws(() => loadSettings({ env: { COFFER_HOST: '0.0.0.0' } }), {
      message: /^COFFER_HOST: listening on 0\.0\.0\.0 needs COFFER_PUBLIC_URL/,
    });
    const { hosts, publicUrl } = loadSettings({
      env: { COFFER_HOST: '0.0.0.0', COFFER_PUBLIC_URL: 'https://packages.test/coffer' },
    });
    assert.deepEqual(hosts, [{ address: '0.0.0.0', optional: false }]);
    assert.equal(publicUrl?.href, 'https://packages.test/coffer/');
  });

  it('treats an empty variable as unset and ignores other variables', () => {
    assert.equal(loadSettings({ env: { COFFER_PORT: '', PORT: '1' } }).port, 2633);
  });
});

describe('a bad setting stops the start with one line that names its source', () => {
  const cases: [string, Parameters<typeof loadSettings>[0] & object, RegExp][] = [
    ['unknown variable', { env: { COFFER_PROT: '1' } }, /^COFFER_PROT: there is no such setting/],
    [
      'bad variable',
      { env: { COFFER_PORT: '99999' } },
      /^COFFER_PORT: "99999" is not a whole number from 0 to 65535\.$/,
    ],
    ['bad flag', { env: {}, flags: { logLevel: 'loud' } }, /^--log-level: "loud" is not one of trace, /],
    ['account', { env: { COFFER_ACCOUNT_ID: '12' } }, /^COFFER_ACCOUNT_ID: "12" is not 12 digits/],
    ['region', { env: { COFFER_REGION: 'Mars' } }, /^COFFER_REGION: /],
    ['host name', { env: { COFFER_HOST: 'example.test' } }, /^COFFER_HOST: "example\.test" is not an IP address/],
    ['half a key', { env: { COFFER_ADMIN_ACCESS_KEY_ID: 'AKIAAAAAAAAAAAAAAAAA' } }, /go together/],
    ['public URL', { env: { COFFER_PUBLIC_URL: 'ftp://x.test' } }, /^COFFER_PUBLIC_URL: /],
    ['proxy by name', { env: { COFFER_TRUSTED_PROXIES: 'nginx' } }, /^COFFER_TRUSTED_PROXIES: "nginx" is not an IP/],
    ['half a network', { env: { COFFER_TRUSTED_PROXIES: '10.0.0.1, 10.0.0.0/' } }, /"10\.0\.0\.0\/" is not an IP/],
    ['network too small', { env: { COFFER_TRUSTED_PROXIES: '10.0.0.0/33' } }, /"10\.0\.0\.0\/33" is not an IP/],
    ['IPv6 network', { env: { COFFER_TRUSTED_PROXIES: '2001:db8::/129' } }, /"2001:db8::\/129" is not an IP/],
    [
      'connections',
      { env: { COFFER_EXTERNAL_CONNECTIONS: '[]' } },
      /^COFFER_EXTERNAL_CONNECTIONS: the value is not a JSON/,
    ],
    ['custom format', { env: { COFFER_EXTERNAL_CONNECTIONS: '{"custom:x":"http://x.test"}' } }, /needs a format/],
    ['quotas', { env: { COFFER_QUOTAS: '[]' } }, /^COFFER_QUOTAS: the value is not a JSON object/],
    ['unknown quota', { env: { COFFER_QUOTAS: '{"domains": 1}' } }, /'domains' is not a quota \(known: domainsPer/],
    ['quota of nothing', { env: { COFFER_QUOTAS: '{"tagsPerResource": 0}' } }, /'tagsPerResource' needs a whole/],
    ['quota as text', { env: { COFFER_QUOTAS: '{"tagsPerResource": "7"}' } }, /'tagsPerResource' needs a whole/],
    ['hostile quota', { env: { COFFER_QUOTAS: '{"__proto__": 1}' } }, /'__proto__' is not a quota/],
    ['hostile name', { env: { COFFER_EXTERNAL_CONNECTIONS: '{"__proto__":"http://x.test"}' } }, /'__proto__' is not/],
    ['missing file', { env: {}, configFile: join(folder, 'none.json') }, /none\.json: cannot read the config file/],
    ['broken file', { env: {}, configFile: configFile('{') }, /not valid JSON/],
    ['unknown key', { env: {}, configFile: configFile({ prot: 1 }) }, /"prot" is not a setting/],
    ['bad key', { env: {}, configFile: configFile({ port: 'x' }) }, /^"port" in .*: "x" is not a whole number/],
  ];
  for (const [name, sources, message] of cases) {
    it(name, () => assert.throws(() => loadSettings(sources), { name: 'SettingsError', message }));
  }

  it('keeps secrets out of the message', () => {
    const env = { COFFER_DATABASE_URL: 'mysql://u:hunter2@db', COFFER_ADMIN_SECRET_ACCESS_KEY: '' };
    assert.throws(
      () => loadSettings({ env }),
      (error: Error) => !error.message.includes('hunter2'),
    );
  });
});
