import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SettingsError } from '../../config/settings.ts';
import type { UserEnvironment } from '../../config/user-environment.ts';
import type { AccessKey } from '../../identity/sign-request.ts';
import { type Profiles, parseProfiles } from './parse-profiles.ts';

export interface AccessOptions {
  readonly endpointUrl?: string;
  readonly profile?: string;
  readonly region?: string;
}

/** How the CodeArtifact API of a Coffer is called. */
export interface ApiAccess {
  readonly endpoint: URL;
  readonly region: string;
  readonly key: AccessKey;
}

type Settings = ReadonlyMap<string, string>;

const none: Settings = new Map();

function readProfiles(path: string): Profiles {
  return existsSync(path) ? parseProfiles(readFileSync(path, 'utf8')) : new Map();
}

/** What the shared files say of the profile; the credentials file is stronger than the config file. */
function settingsOf(user: UserEnvironment, profile: string): Settings {
  const folder = join(user.home, '.aws');
  const config = readProfiles(user.variable('AWS_CONFIG_FILE') ?? join(folder, 'config'));
  const credentials = readProfiles(user.variable('AWS_SHARED_CREDENTIALS_FILE') ?? join(folder, 'credentials'));
  const ofConfig = config.get(`profile ${profile}`) ?? (profile === 'default' ? config.get('default') : undefined);
  return new Map([...(ofConfig ?? none), ...(credentials.get(profile) ?? none)]);
}

/** Coffer's own `aws-config`, for its operator on the same machine. */
function ownSettings(user: UserEnvironment): Settings {
  const dataDir = resolve(user.variable('COFFER_DATA_DIR') ?? 'data');
  return readProfiles(join(dataDir, 'aws-config')).get('default') ?? none;
}

function keyOf(settings: Settings): AccessKey | null {
  const accessKeyId = settings.get('aws_access_key_id');
  const secretAccessKey = settings.get('aws_secret_access_key');
  if (accessKeyId === undefined || secretAccessKey === undefined) return null;
  return { accessKeyId, secretAccessKey, sessionToken: settings.get('aws_session_token') ?? null };
}

function keyOfVariables({ variable }: UserEnvironment): AccessKey | null {
  const accessKeyId = variable('AWS_ACCESS_KEY_ID');
  const secretAccessKey = variable('AWS_SECRET_ACCESS_KEY');
  if (accessKeyId === null || secretAccessKey === null) return null;
  return { accessKeyId, secretAccessKey, sessionToken: variable('AWS_SESSION_TOKEN') };
}

function parseEndpoint(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new SettingsError(`The endpoint '${text}' is no http or https URL.`);
}

const withoutKey = (profile: string): SettingsError =>
  new SettingsError(
    `No credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the profile '${profile}' an access key in ` +
      `~/.aws/credentials. For a profile with a role or a login of another kind, first run ` +
      `eval "$(aws configure export-credentials --profile ${profile} --format env)".`,
  );

/**
 * Looks where the AWS CLI does, the strongest first: options, variables, the profile; then into the data folder of a Coffer
 * (`COFFER_DATA_DIR`, `./data`). SettingsError when an endpoint or credentials are nowhere.
 */
export function findAccess(user: UserEnvironment, options: AccessOptions): ApiAccess {
  const chosen = options.profile ?? user.variable('AWS_PROFILE');
  const profile = chosen ?? 'default';
  const shared = settingsOf(user, profile);
  if (chosen !== null && chosen !== 'default' && shared.size === 0)
    throw new SettingsError(`There is no profile '${chosen}' in the AWS config and credentials files.`);
  const own = chosen === null ? ownSettings(user) : none;
  const fromVariables = user.variable('AWS_ENDPOINT_URL_CODEARTIFACT') ?? user.variable('AWS_ENDPOINT_URL');
  const endpoint = options.endpointUrl ?? fromVariables ?? shared.get('endpoint_url') ?? own.get('endpoint_url');
  if (endpoint === undefined)
    throw new SettingsError(
      "Where is Coffer? Give --endpoint-url, set AWS_ENDPOINT_URL, or give the profile an 'endpoint_url'.",
    );
  const regionVariable = user.variable('AWS_REGION') ?? user.variable('AWS_DEFAULT_REGION');
  const region = options.region ?? regionVariable ?? shared.get('region') ?? own.get('region') ?? 'us-east-1';
  // A profile that was asked for by name is stronger than variables, as in the AWS CLI.
  const key = (options.profile === undefined ? keyOfVariables(user) : null) ?? keyOf(shared) ?? keyOf(own);
  if (key === null) throw withoutKey(profile);
  return { endpoint: parseEndpoint(endpoint), region, key };
}
