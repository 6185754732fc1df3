import { existsSync } from 'node:fs';
import type { OpenStores } from '../compose/open-stores.ts';
import { loadSettings } from '../config/load-settings.ts';
import { type Settings, SettingsError } from '../config/settings.ts';
import type { ServerOptions } from './settings-options.ts';

/** What a tool works with; servers on the same store may go on beside it. */
export interface ToolStores extends OpenStores {
  readonly settings: Settings;
}

/** Opens the stores that there are. SettingsError where there is none: a tool makes no new one. */
export async function openForTool({ config, ...flags }: ServerOptions): Promise<ToolStores> {
  const settings = loadSettings({ flags, ...(config === undefined ? {} : { configFile: config }) });
  const { database } = settings;
  if (database.kind === 'sqlite' && !existsSync(database.path))
    throw new SettingsError(
      `There is no metadata store at ${database.path}; see COFFER_DATA_DIR and COFFER_DATABASE_URL.`,
    );
  // Loaded late, so that help and bad settings need not wait for it.
  const { openStores } = await import('../compose/open-stores.ts');
  // Nothing is kept in memory, so that whoever reads a blob reads its file.
  return { ...(await openStores(settings, { recentBytes: 0 })), settings };
}
