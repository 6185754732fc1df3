import { join } from 'node:path';
import { SettingsError } from '../../config/settings.ts';
import { setNetrc } from './edit/netrc.ts';
import { isPlain } from './endpoint.ts';
import type { Tool } from './tool.ts';

type Values = Record<string, unknown>;

function parseObject(text: string): Values {
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Values;
  } catch {
    // Told below.
  }
  throw new SettingsError('is no JSON object. Mend it, or move it away.');
}

const partOf = (object: Values, key: string): Values =>
  typeof object[key] === 'object' && object[key] !== null ? (object[key] as Values) : {};

/** As `swift package-registry set` and `login` write it; they also lay the whole file out anew. */
function setRegistry(text: string, endpoint: string, scope: string | null): string {
  const all = parseObject(text);
  const { hostname, pathname } = new URL(endpoint);
  const registries = {
    ...partOf(all, 'registries'),
    [scope ?? '[default]']: { supportsAvailability: false, url: endpoint },
  };
  const authentication = {
    ...partOf(all, 'authentication'),
    [hostname]: { loginAPIPath: `${pathname}login`, type: 'token' },
  };
  return `${JSON.stringify({ version: 1, ...all, authentication, registries }, null, 2)}\n`;
}

/** SwiftPM's credentials are kept by host name. */
export const swift: Tool = {
  name: 'swift',
  format: 'swift',
  namespace: (text) => text.replace(/^@/, ''),
  configure({ endpoint, token, namespace, user }) {
    const machine = new URL(endpoint).hostname;
    return {
      changes: [
        {
          path: join(user.home, '.swiftpm', 'configuration', 'registries.json'),
          secret: false,
          apply: (text) => setRegistry(text, endpoint, namespace),
        },
        {
          path: join(user.home, '.netrc'),
          secret: true,
          apply: (text) => setNetrc(text, machine, 'token', token),
        },
      ],
      notes: [
        ...(user.platform === 'darwin'
          ? ['On macOS add --netrc to swift commands: without it they ask the Keychain.']
          : []),
        ...(isPlain(endpoint)
          ? ['SwiftPM refuses plain http without --allow-insecure-http; logging in takes HTTPS.']
          : []),
      ],
    };
  },
};
