import type { ConnectionCredentials, ConnectionSetting } from './settings.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const members = ['url', 'format', 'username', 'password', 'token'];

function parseAddress(name: string, value: unknown): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Error(`'${name}' needs an http:// or https:// url`);
  if (url.username !== '' || url.password !== '')
    throw new Error(`'${name}': credentials belong into username and password, or token, not into the url`);
  if (url.search !== '' || url.hash !== '') throw new Error(`'${name}': the url may not have a query or a fragment`);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function parseCredentials(
  name: string,
  { username, password, token }: Record<string, unknown>,
): ConnectionCredentials | null {
  if (username === undefined && password === undefined && token === undefined) return null;
  if (typeof token === 'string' && username === undefined && password === undefined) return { kind: 'bearer', token };
  if (typeof username === 'string' && typeof password === 'string' && token === undefined)
    return { kind: 'basic', username, password };
  throw new Error(`'${name}' needs either username and password, or token, as strings`);
}

function parseConnection(name: string, value: unknown): ConnectionSetting {
  if (!/^(?:public|custom):[a-z0-9][a-z0-9-]{0,98}$/.test(name))
    throw new Error(`'${name}' is not a connection name such as 'public:npmjs' or 'custom:mirror'`);
  const record = isRecord(value) ? value : { url: value };
  const unknown = Object.keys(record).find((member) => !members.includes(member));
  if (unknown !== undefined)
    throw new Error(`'${name}' has an unknown member '${unknown}' (known: ${members.join(', ')})`);
  const { format = null } = record;
  if (format !== null && typeof format !== 'string') throw new Error(`'${name}': format is not a string`);
  if (name.startsWith('custom:') !== (format !== null))
    throw new Error(`'${name}' ${format === null ? 'needs a format' : 'has its own format; remove the member'}`);
  return { name, url: parseAddress(name, record['url']), format, credentials: parseCredentials(name, record) };
}

/** `COFFER_EXTERNAL_CONNECTIONS`: a JSON object from name to URL, or to `{url, format?, username?, password?, token?}`. */
export function parseConnections(text: string): ReadonlyMap<string, ConnectionSetting> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('the value is not valid JSON');
  }
  if (!isRecord(json)) throw new Error('the value is not a JSON object from connection name to URL');
  return new Map(Object.entries(json).map(([name, value]) => [name, parseConnection(name, value)]));
}
