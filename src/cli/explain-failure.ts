import { SettingsError } from '../config/settings.ts';
import { RegistryError } from '../kernel/errors.ts';
import { RootKeyError } from '../keys/root-key-file.ts';

type SystemError = NodeJS.ErrnoException & { address?: string; port?: number };

const hints: Readonly<Record<string, (error: SystemError) => string>> = {
  EADDRINUSE: ({ port, address }) =>
    `port ${port} of ${address} is taken, perhaps by another Coffer. Stop that, or choose another with COFFER_PORT (0: any free one).`,
  EADDRNOTAVAIL: ({ address }) => `this machine has no address ${address}; see COFFER_HOST.`,
  EACCES: ({ path, port }) =>
    path === undefined
      ? `listening on port ${port} is not allowed; choose one above 1023 with COFFER_PORT.`
      : `${path} cannot be written: permission denied. See COFFER_DATA_DIR.`,
  EROFS: ({ path }) => `${path} lies on a read-only file system. See COFFER_DATA_DIR.`,
  ENOSPC: ({ path }) => `no space is left on the device of ${path ?? 'the data folder'}.`,
};

/** One line for what the operator can mend; the whole stack for what only we can. */
export function explainFailure(error: unknown): string {
  if (error instanceof SettingsError || error instanceof RootKeyError) return error.message;
  if (error instanceof RegistryError) return `Coffer cannot start: ${error.message}`;
  if (!(error instanceof Error)) return `Coffer cannot start: ${String(error)}`;
  const system = error as SystemError;
  const hint = hints[system.code ?? ''];
  if (hint !== undefined) return `Coffer cannot start: ${hint(system)}`;
  return `Coffer cannot start: ${system.syscall === undefined ? error.stack : error.message}`;
}
