import { readFileSync } from 'node:fs';
import { EnvHttpProxyAgent, request } from 'undici';
import { SettingsError } from '../../config/settings.ts';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { signRequest } from '../../identity/sign-request.ts';
import type { ApiAccess } from './find-access.ts';

export interface CodeartifactRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** undefined: left out. */
  readonly query: Readonly<Record<string, string | undefined>>;
}

const timeoutMs = 30_000;

type Answer = Readonly<Record<string, unknown>>;

/** null: no JSON object, so whatever answers there is not the API. */
function parseAnswer(text: string): Answer | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Answer) : null;
  } catch {
    return null;
  }
}

function readBundle(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new SettingsError(`AWS_CA_BUNDLE: ${(error as Error).message}`);
  }
}

/** Reads the same variables as the AWS CLI; proxies too. */
function openAgent({ variable }: UserEnvironment): EnvHttpProxyAgent {
  const bundle = variable('AWS_CA_BUNDLE');
  const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
  if (bundle === null) return new EnvHttpProxyAgent(timeouts);
  const tls = { ca: readBundle(bundle) };
  return new EnvHttpProxyAgent({ ...timeouts, connect: { ...tls, timeout: timeoutMs }, requestTls: tls });
}

/** The answer of an operation of the API. SettingsError for a refusal, in the server's words, and when it cannot be reached. */
export async function askCodeartifact(
  user: UserEnvironment,
  { endpoint, region, key }: ApiAccess,
  { method, path, query }: CodeartifactRequest,
): Promise<Answer> {
  const url = new URL(`${endpoint.href.replace(/\/+$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const headers = signRequest({ method, url, body: '', region, service: 'codeartifact', now: new Date() }, key);
  await using opened = new AsyncDisposableStack();
  const agent = opened.adopt(openAgent(user), (open) => open.close());
  const answer = await request(url, { method, headers, dispatcher: agent }).catch((error: Error) => {
    const hint = /certificate/.test(error.message) ? '. Name the CA to trust by AWS_CA_BUNDLE' : '';
    throw new SettingsError(`${endpoint.origin} cannot be reached: ${error.message || String(error)}${hint}.`);
  });
  const text = await answer.body.text();
  const parsed = parseAnswer(text);
  if (answer.statusCode === 200 && parsed !== null) return parsed;
  const message = parsed?.['message'];
  const stranger = `${endpoint.origin} answered ${answer.statusCode}, and not as Coffer does. Is that its address?`;
  throw new SettingsError(typeof message === 'string' ? message : stranger);
}
