import { SettingsError } from '../../config/settings.ts';
import { userName } from '../login/endpoint.ts';
import type { TokenSource } from './find-token.ts';

/** Options of the command `keyring`, as the clients write them. */
export interface KeyringOptions {
  /** `creds`: the user name too. */
  readonly mode?: string;
  /** `json` or `plain`. */
  readonly output?: string;
}

/**
 * What pip and uv ask the command `keyring` for: `get SERVICE [USER]`. The answer is what it prints; null: there is no
 * password, as for every service that is no address of this server.
 */
export async function askKeyring(
  args: readonly string[],
  { mode, output }: KeyringOptions,
  tokens: TokenSource,
): Promise<string | null> {
  const [action, service] = args;
  if (action !== 'get' || service === undefined)
    throw new SettingsError("Only 'get SERVICE USER' can be done: tokens come from the server and are not set.");
  const found = await tokens.find(service);
  if (found === null) return null;
  const credentials = { ...(mode === 'creds' && { username: userName }), password: found.token };
  return output === 'json' ? JSON.stringify(credentials) : Object.values(credentials).join('\n');
}
