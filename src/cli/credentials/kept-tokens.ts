import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { replaceFile } from '../replace-file.ts';

/** A token, and for how long it is good. Times are in milliseconds. */
export interface KeptToken {
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The repository's endpoint that the server told. */
  readonly endpoint: string;
}

function cacheFolder({ home, platform, variable }: UserEnvironment): string {
  const given = variable('XDG_CACHE_HOME');
  if (given !== null) return join(given, 'coffer', 'tokens');
  if (platform === 'win32')
    return join(variable('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'), 'coffer', 'Cache', 'tokens');
  return join(home, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']), 'coffer', 'tokens');
}

/** One file for whatever the token depends on. */
const pathOf = (user: UserEnvironment, subject: readonly string[]): string =>
  join(cacheFolder(user), `${createHash('sha256').update(JSON.stringify(subject)).digest('hex')}.json`);

const isKept = (value: unknown): value is KeptToken => {
  const { token, issuedAt, expiresAt, endpoint } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof token === 'string' &&
    typeof endpoint === 'string' &&
    typeof issuedAt === 'number' &&
    typeof expiresAt === 'number'
  );
};

/** A tenth of its life before it ends a token is renewed, so that a build which has it can come to its end. */
const isGood = ({ issuedAt, expiresAt }: KeptToken, now: number): boolean =>
  now < expiresAt - (expiresAt - issuedAt) / 10;

/** The token that is kept for the subject, if it lasts; null: none, or what is there cannot be read. */
export async function readKept(user: UserEnvironment, subject: readonly string[], now: number) {
  try {
    const value: unknown = JSON.parse(await readFile(pathOf(user, subject), 'utf8'));
    return isKept(value) && isGood(value, now) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Keeps it for its owner alone. */
export async function keep(user: UserEnvironment, subject: readonly string[], token: KeptToken): Promise<void> {
  await mkdir(cacheFolder(user), { recursive: true, mode: 0o700 });
  await replaceFile(pathOf(user, subject), JSON.stringify(token), 0o600);
}

export const forget = (user: UserEnvironment, subject: readonly string[]): Promise<void> =>
  rm(pathOf(user, subject), { force: true });
