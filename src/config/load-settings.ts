import { defaultQuotas } from '../kernel/quotas.ts';
import { isLoopback } from './loopback.ts';
import { type FileValues, readConfigFile } from './read-config-file.ts';
import { type Setting, type SettingKey, settingKeys, settingTable } from './setting-table.ts';
import { type Settings, SettingsError } from './settings.ts';

type Table = typeof settingTable;
type Values = {
  readonly [K in SettingKey]: ReturnType<Table[K]['parse']> | (Table[K]['defaultText'] extends string ? never : null);
};

export interface SettingSources {
  /** Text by key, as the command line gave it. */
  readonly flags?: Readonly<Partial<Record<SettingKey, string>>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `--config`; absent: `coffer.json` of the working directory, if there is one. */
  readonly configFile?: string;
}

const envPrefix = 'COFFER_';
const configFileEnv = `${envPrefix}CONFIG`;

function refuseUnknownVariables(env: Readonly<Record<string, string | undefined>>): void {
  const known = new Set([configFileEnv, ...settingKeys.map((key) => settingTable[key].env)]);
  const unknown = Object.keys(env).find((name) => name.startsWith(envPrefix) && !known.has(name));
  if (unknown !== undefined)
    throw new SettingsError(`${unknown}: there is no such setting; 'coffer --help' lists them all.`);
}

interface Found {
  readonly text: string;
  readonly source: string;
}

/** What the strongest source says; null: nobody set it. An empty variable counts as unset. */
function findText(key: SettingKey, sources: SettingSources, file: FileValues): Found | null {
  const { env, flag } = settingTable[key];
  const fromFlag = sources.flags?.[key];
  if (fromFlag !== undefined) return { text: fromFlag, source: flag ?? key };
  const fromEnv = sources.env?.[env];
  if (fromEnv !== undefined && fromEnv !== '') return { text: fromEnv, source: env };
  const fromFile = file.values.get(key);
  return fromFile === undefined ? null : { text: fromFile, source: `"${key}" in ${file.path}` };
}

function parseValue(key: SettingKey, found: Found | null, dataDir: string): unknown {
  const { env, defaultText, parse } = settingTable[key] as Setting;
  const { text, source } = found ?? { text: defaultText?.replace('<data>', dataDir) ?? null, source: env };
  if (text === null) return null;
  try {
    return parse(text);
  } catch (error) {
    throw new SettingsError(`${source}: ${(error as Error).message}.`);
  }
}

function listenOn(hosts: readonly string[], chosen: boolean, publicUrl: URL | null): Settings['hosts'] {
  const outside = hosts.find((address) => !isLoopback(address));
  if (outside !== undefined && publicUrl === null)
    throw new SettingsError(
      `${settingTable.host.env}: listening on ${outside} needs ${settingTable.publicUrl.env}, the URL by which clients reach this server.`,
    );
  return hosts.map((address, index) => ({ address, optional: !chosen && index > 0 }));
}

function adminCredentials({ adminAccessKeyId, adminSecretAccessKey }: Values): Settings['adminCredentials'] {
  if (adminAccessKeyId === null && adminSecretAccessKey === null) return null;
  if (adminAccessKeyId !== null && adminSecretAccessKey !== null)
    return { accessKeyId: adminAccessKeyId, secretAccessKey: adminSecretAccessKey };
  const { adminAccessKeyId: id, adminSecretAccessKey: secret } = settingTable;
  throw new SettingsError(`${id.env} and ${secret.env} go together: set both, or neither.`);
}

function tlsOf({ tlsCert: certPath, tlsKey: keyPath }: Values): Settings['tls'] {
  if (certPath === null && keyPath === null) return null;
  if (certPath !== null && keyPath !== null) return { certPath, keyPath };
  throw new SettingsError(
    `${settingTable.tlsCert.env} and ${settingTable.tlsKey.env} go together: set both, or neither.`,
  );
}

/** As curl reads them: the lower-case spelling goes first. */
function proxiesOf(env: NodeJS.ProcessEnv): Settings['proxies'] {
  const value = (name: string): string => env[name] || env[name.toUpperCase()] || '';
  return { http: value('http_proxy'), https: value('https_proxy'), none: value('no_proxy') };
}

/**
 * Flags, then the environment, then the config file, then the defaults.
 * Throws SettingsError, one line that names the source, on an unknown setting or a value that cannot be used.
 */
export function loadSettings(sources: SettingSources = {}): Settings {
  const env = sources.env ?? process.env;
  refuseUnknownVariables(env);
  const file = readConfigFile(sources.configFile ?? (env[configFileEnv] || null));
  const found = (key: SettingKey): Found | null => findText(key, { ...sources, env }, file);
  const dataDir = parseValue('dataDir', found('dataDir'), '') as string;
  const values = Object.fromEntries(
    settingKeys.map((key) => [key, parseValue(key, found(key), dataDir)]),
  ) as unknown as Values;
  return {
    port: values.port,
    hosts: listenOn(values.host, found('host') !== null, values.publicUrl),
    dataDir,
    database: values.databaseUrl,
    blobStore: values.blobStore,
    encryption: values.encryption,
    gcGraceSeconds: values.gcGraceSeconds,
    accountId: values.accountId,
    region: values.region,
    regionStrict: values.regionStrict,
    adminCredentials: adminCredentials(values),
    externalConnections: values.externalConnections ?? new Map(),
    quotas: values.quotas ?? defaultQuotas,
    proxies: proxiesOf(env),
    trustedIssuers: values.trustedIssuers,
    publicUrl: values.publicUrl,
    trustedProxies: values.trustedProxies,
    endpointSuffix: values.endpointSuffix,
    tls: tlsOf(values),
    anonymousRead: values.anonymousRead,
    auditReads: values.auditReads,
    logLevel: values.logLevel,
    maxRequests: values.maxRequests,
    throttleToken: values.throttleToken,
    throttleAccount: values.throttleAccount,
    clientIdleSeconds: values.clientIdleSeconds,
    shutdownGraceSeconds: values.shutdownGraceSeconds,
  };
}
