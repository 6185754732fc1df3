import { type Command, Option } from 'commander';
import { type SettingKey, settingKeys, settingTable } from '../config/setting-table.ts';

/** Flags as commander leaves them: by setting key, and `config`. */
export type ServerOptions = Readonly<Partial<Record<SettingKey | 'config', string>>>;

/** Where the data is. */
export const storeSettings: readonly SettingKey[] = ['dataDir', 'databaseUrl', 'blobStore'];

/** Gives a command `--config` and a flag for each of the settings that may stand on a command line. */
export function addSettingsOptions(command: Command, keys: readonly SettingKey[] = settingKeys): Command {
  command.option('--config <file>', "config file (default: coffer.json of the working directory, if it's there)");
  for (const key of keys) {
    const { flag, value, description, defaultText } = settingTable[key];
    if (flag === null) continue;
    const suffix = defaultText === null ? '' : ` (default: ${defaultText})`;
    command.addOption(new Option(`${flag} <${value}>`, `${description}${suffix}`));
  }
  return command;
}

/** Every setting by the name of its environment variable, as `coffer --help` ends. */
export function settingsHelp(): string {
  const width = Math.max(...settingKeys.map((key) => settingTable[key].env.length));
  const lines = settingKeys.map((key) => {
    const { env, description, defaultText } = settingTable[key];
    return `  ${env.padEnd(width)}  ${description}${defaultText === null ? '' : ` [${defaultText}]`}`;
  });
  return [
    '',
    'Settings, by environment variable (a flag is stronger, coffer.json or --config is weaker):',
    ...lines,
    '',
    "In coffer.json the names are those of the flags in camelCase: COFFER_DATA_DIR is 'dataDir'.",
    '',
  ].join('\n');
}
