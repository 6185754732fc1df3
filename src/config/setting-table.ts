import { parseConnections } from './connection-setting.ts';
import { parseQuotas } from './quotas-setting.ts';
import {
  parseAccessKeyId,
  parseAccountId,
  parseBlobStore,
  parseBoolean,
  parseChoice,
  parseDatabase,
  parseHostName,
  parseHosts,
  parseInteger,
  parseNetworks,
  parsePath,
  parsePublicUrl,
  parseRegion,
  parseSecret,
  parseUrls,
} from './setting-parsers.ts';
import { auditReadsChoices, logLevels } from './settings.ts';

/** One row of the table of settings. `parse` throws an Error whose message completes "COFFER_X: …". */
export interface Setting<T = unknown, Default extends string | null = string | null> {
  /** `COFFER_…` in the environment. */
  readonly env: string;
  /** On the command line; null for a secret, which every user of the machine could read there. */
  readonly flag: string | null;
  /** How the value looks, for the help. */
  readonly value: string;
  /** Parsed where no source has a value, `<data>` standing for the data folder; null: the setting may be absent. */
  readonly defaultText: Default;
  readonly description: string;
  parse(text: string): T;
}

/** Declares a setting: the flag and the environment variable follow from the key. */
function setting<T, Default extends string | null>(
  key: string,
  parts: Omit<Setting<T, Default>, 'env' | 'flag'> & { secret?: true },
): Setting<T, Default> {
  const words = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return {
    env: `COFFER_${words.replaceAll('-', '_').toUpperCase()}`,
    flag: parts.secret === true ? null : `--${words}`,
    value: parts.value,
    defaultText: parts.defaultText,
    description: parts.description,
    parse: parts.parse,
  };
}

/** Every setting, by its key in `coffer.json`. The help, the documentation and the loader all read this table. */
export const settingTable = {
  port: setting('port', {
    value: 'number',
    defaultText: '2633',
    description: 'Port to listen on; 0 takes any free one.',
    parse: parseInteger(0, 65_535),
  }),
  host: setting('host', {
    value: 'addresses',
    defaultText: '127.0.0.1,::1',
    description: 'Addresses to listen on, separated by commas. Beyond loopback it needs the public URL.',
    parse: parseHosts,
  }),
  dataDir: setting('dataDir', {
    value: 'folder',
    defaultText: './data',
    description: 'Where the database, the blobs, the keys and the first credentials live.',
    parse: parsePath,
  }),
  databaseUrl: setting('databaseUrl', {
    value: 'url',
    defaultText: 'sqlite:<data>/coffer.db',
    description: 'Metadata store: sqlite:<path>, or postgres://….',
    parse: parseDatabase,
  }),
  blobStore: setting('blobStore', {
    value: 'url',
    defaultText: 'file:<data>/blobs',
    description: 'Blob store: file:<folder>.',
    parse: parseBlobStore,
  }),
  encryption: setting('encryption', {
    value: 'on|off',
    defaultText: 'on',
    description: 'Encrypt new blobs. What is there already stays as it is, and readable.',
    parse: parseBoolean,
  }),
  gcGraceSeconds: setting('gcGraceSeconds', {
    value: 'seconds',
    defaultText: '86400',
    description: 'How long bytes that no package names are kept. Uploads and downloads that take longer may fail.',
    parse: parseInteger(1, 31_536_000),
  }),
  accountId: setting('accountId', {
    value: '12 digits',
    defaultText: '111122223333',
    description: 'The AWS account that every ARN carries.',
    parse: parseAccountId,
  }),
  region: setting('region', {
    value: 'name',
    defaultText: 'us-east-1',
    description: 'The AWS region that every ARN carries.',
    parse: parseRegion,
  }),
  regionStrict: setting('regionStrict', {
    value: 'true|false',
    defaultText: 'false',
    description: 'Refuse signatures made for another region.',
    parse: parseBoolean,
  }),
  adminAccessKeyId: setting('adminAccessKeyId', {
    value: 'id',
    defaultText: null,
    description: "The administrator's access key id, instead of a random one.",
    parse: parseAccessKeyId,
  }),
  adminSecretAccessKey: setting('adminSecretAccessKey', {
    value: 'secret',
    defaultText: null,
    secret: true,
    description: "The administrator's secret access key, at least 20 characters.",
    parse: parseSecret,
  }),
  externalConnections: setting('externalConnections', {
    value: 'json',
    defaultText: null,
    description:
      'Addresses of external connections: {"public:npmjs": "https://…", "custom:x": {"url": …, "format": …}}.',
    parse: parseConnections,
  }),
  trustedIssuers: setting('trustedIssuers', {
    value: 'urls',
    defaultText: '',
    description:
      'OpenID Connect issuers that may be at private addresses or speak plain http, separated by commas. Accounts choose theirs through IAM.',
    parse: parseUrls,
  }),
  quotas: setting('quotas', {
    value: 'json',
    defaultText: null,
    description:
      'Quotas that differ from those of AWS, by name: {"domainsPerAccount": 50, "connectionsPerRepository": 3}.',
    parse: parseQuotas,
  }),
  publicUrl: setting('publicUrl', {
    value: 'url',
    defaultText: null,
    description: 'The base of every URL handed out, when a proxy stands in front.',
    parse: parsePublicUrl,
  }),
  trustedProxies: setting('trustedProxies', {
    value: 'networks',
    defaultText: '',
    description:
      'Addresses and networks (CIDR) of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, separated by commas.',
    parse: parseNetworks,
  }),
  endpointSuffix: setting('endpointSuffix', {
    value: 'domain',
    defaultText: null,
    description:
      'Hand out host-style endpoints, https://{domain}-{owner}.<suffix>/{format}/{repository}/; path style without it.',
    parse: parseHostName,
  }),
  tlsCert: setting('tlsCert', {
    value: 'file',
    defaultText: null,
    description: "Serve HTTPS (HTTP/2 too) with this certificate chain, PEM. 'coffer tls' makes one.",
    parse: parsePath,
  }),
  tlsKey: setting('tlsKey', {
    value: 'file',
    defaultText: null,
    description: 'The private key of the certificate, PEM.',
    parse: parsePath,
  }),
  anonymousRead: setting('anonymousRead', {
    value: 'true|false',
    defaultText: 'false',
    description: 'Let repositories be read without a token where their own policy allows it to everybody.',
    parse: parseBoolean,
  }),
  auditReads: setting('auditReads', {
    value: auditReadsChoices.join('|'),
    defaultText: 'all',
    description: 'Which reads the audit trail keeps; writes, refusals and credentials given out are always kept.',
    parse: parseChoice(auditReadsChoices),
  }),
  logLevel: setting('logLevel', {
    value: logLevels.join('|'),
    defaultText: 'info',
    description: 'The least severe message that is logged (JSON lines on stderr).',
    parse: parseChoice(logLevels),
  }),
  maxRequests: setting('maxRequests', {
    value: 'count',
    defaultText: '1000',
    description: 'Requests under way at one time; beyond that clients are told to come back (503).',
    parse: parseInteger(1, 1_000_000),
  }),
  throttleToken: setting('throttleToken', {
    value: 'rate',
    defaultText: '0',
    description: 'Requests a second with one token or access key; beyond that 429. AWS: 1200. 0: any number.',
    parse: parseInteger(0, 1_000_000),
  }),
  throttleAccount: setting('throttleAccount', {
    value: 'rate',
    defaultText: '0',
    description: 'Requests a second of one account; beyond that 429. AWS: 800. 0: any number.',
    parse: parseInteger(0, 1_000_000),
  }),
  clientIdleSeconds: setting('clientIdleSeconds', {
    value: 'seconds',
    defaultText: '60',
    description: 'How long a client may stop in the middle of a request or an answer before it is cut off.',
    parse: parseInteger(1, 86_400),
  }),
  shutdownGraceSeconds: setting('shutdownGraceSeconds', {
    value: 'seconds',
    defaultText: '10',
    description: 'How long a shutdown waits for requests that are under way.',
    parse: parseInteger(0, 3600),
  }),
} as const;

export type SettingKey = keyof typeof settingTable;
export const settingKeys = Object.keys(settingTable) as SettingKey[];
