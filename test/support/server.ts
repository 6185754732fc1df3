import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Codeartifact, type PackageFormat } from '@aws-sdk/client-codeartifact';
import { STS } from '@aws-sdk/client-sts';
import type { Instance } from './instance.ts';
import { createPostgresDatabase } from './postgres.ts';
import { startInProcess } from './start-in-process.ts';
import { startProcess } from './start-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { transport } from './transport.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A repository as a client needs it. */
export interface TestRepository {
  readonly domain: string;
  readonly name: string;
  /** Ends in '/'. */
  endpoint(format: PackageFormat): Promise<string>;
  token(): Promise<string>;
}

export interface ServerOptions {
  /** Default: 'acme'. */
  readonly domain?: string;
  /** Repository to its upstreams, in priority order. Without them not even the domain is made. */
  readonly repositories?: Readonly<Record<string, readonly string[]>>;
  /** Repository to its external connection. */
  readonly connections?: Readonly<Record<string, string>>;
  /** Connection to address: what COFFER_EXTERNAL_CONNECTIONS says. */
  readonly externalConnections?: Readonly<Record<string, unknown>>;
  /** Other settings, by environment variable. */
  readonly env?: Readonly<Record<string, string>>;
  /** Starts `bin/coffer.mjs` as a process; else the server runs inside this one, which is faster. */
  readonly process?: boolean;
  /** `coffer start`, which sets up a quick start; only as a process. */
  readonly command?: 'serve' | 'start';
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  /** Of its PostgreSQL database; null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  readonly region: string;
  readonly credentials: Credentials;
  readonly codeartifact: Codeartifact;
  readonly sts: STS;
  readonly domain: string;
  repository(name: string): TestRepository;
  /** Of the administrator, for the domain. */
  token(domain?: string): Promise<string>;
  /** null: the server runs inside this process. */
  readonly pid: number | null;
  output(): string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Starts it again with the same data at the same port, stopping it first if it still runs. */
  restart(): Promise<void>;
}

const region = 'us-east-1';

/** Of the profile `default` of a shared credentials file. */
async function readCredentials(path: string): Promise<Credentials> {
  const text = await readFile(path, 'utf8');
  const value = (key: string): string => {
    const found = new RegExp(`^${key}\\s*=\\s*(\\S+)\\s*$`, 'm').exec(text)?.[1];
    if (found === undefined) throw new Error(`${path} has no ${key}`);
    return found;
  };
  return { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') };
}

async function layOut(client: Codeartifact, domain: string, options: ServerOptions): Promise<void> {
  const { repositories, connections = {} } = options;
  if (repositories === undefined) return;
  await client.createDomain({ domain });
  for (const repository of Object.keys(repositories)) await client.createRepository({ domain, repository });
  for (const [repository, names] of Object.entries(repositories)) {
    const upstreams = names.map((repositoryName) => ({ repositoryName }));
    if (upstreams.length > 0) await client.updateRepository({ domain, repository, upstreams });
  }
  for (const [repository, externalConnection] of Object.entries(connections))
    await client.associateExternalConnection({ domain, repository, externalConnection });
}

/** `npm test` runs these tests on SQLite, and again with this variable, on PostgreSQL: a database for each server. */
async function databaseOfRun(): Promise<Readonly<Record<string, string>>> {
  const url = process.env['TEST_POSTGRES_URL'];
  return url === undefined ? {} : { COFFER_DATABASE_URL: await createPostgresDatabase(url) };
}

/** The real server with a data folder of its own, on a free port of loopback. Stops when it goes out of `await using`. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.env?.['COFFER_DATA_DIR'] ?? (await temporaryFolder('data'));
  const domain = options.domain ?? 'acme';
  const env: Record<string, string> = {
    COFFER_DATA_DIR: dataDir,
    COFFER_REGION: region,
    COFFER_PORT: '0',
    COFFER_HOST: '127.0.0.1',
    COFFER_LOG_LEVEL: options.process === true ? 'info' : 'silent',
    COFFER_EXTERNAL_CONNECTIONS: JSON.stringify(options.externalConnections ?? {}),
    ...(await databaseOfRun()),
    ...(await transport()).server,
    ...options.env,
  };
  const start = (): Promise<Instance> =>
    options.process === true ? startProcess({ env, command: options.command ?? 'serve' }) : startInProcess(env);
  let instance: Instance | null = await start();
  let { url } = instance;
  const credentials = await readCredentials(join(dataDir, 'credentials'));
  // One attempt: a test wants to see the first answer.
  const config = { endpoint: url, region, credentials, maxAttempts: 1 };
  const [codeartifact, sts] = [new Codeartifact(config), new STS(config)];
  const token = async (of = domain): Promise<string> => {
    const { authorizationToken } = await codeartifact.getAuthorizationToken({ domain: of });
    if (authorizationToken === undefined) throw new Error('the server gave no token');
    return authorizationToken;
  };
  const stop = async (): Promise<void> => {
    const running = instance;
    instance = null;
    await running?.stop();
  };
  const server: TestServer = {
    get url() {
      return url;
    },
    dataDir,
    databaseUrl: env['COFFER_DATABASE_URL'] ?? null,
    region,
    credentials,
    codeartifact,
    sts,
    domain,
    token,
    repository: (name) => ({
      domain,
      name,
      token,
      async endpoint(format) {
        const { repositoryEndpoint } = await codeartifact.getRepositoryEndpoint({ domain, repository: name, format });
        if (repositoryEndpoint === undefined) throw new Error('the server gave no endpoint');
        return repositoryEndpoint.endsWith('/') ? repositoryEndpoint : `${repositoryEndpoint}/`;
      },
    }),
    get pid() {
      return instance?.pid ?? null;
    },
    output: () => instance?.output() ?? '',
    stop,
    async kill() {
      const running = instance;
      instance = null;
      await running?.kill();
    },
    async restart() {
      await stop();
      env['COFFER_PORT'] = new URL(url).port;
      instance = await start();
      ({ url } = instance);
    },
    async [Symbol.asyncDispose]() {
      codeartifact.destroy();
      sts.destroy();
      await stop();
    },
  };
  try {
    await layOut(codeartifact, domain, options);
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}
