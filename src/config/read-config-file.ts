import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type SettingKey, settingKeys } from './setting-table.ts';
import { SettingsError } from './settings.ts';

export interface FileValues {
  readonly path: string;
  /** Every value as the text that an environment variable would have. */
  readonly values: ReadonlyMap<SettingKey, string>;
}

const defaultName = 'coffer.json';

/** The text of the file; null when it is not there and nobody asked for it. */
function readFile(path: string, asked: boolean): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!asked && (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new SettingsError(`${path}: cannot read the config file (${(error as Error).message}).`);
  }
}

function parseFile(path: string, text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new SettingsError(`${path}: not valid JSON (${(error as Error).message}).`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new SettingsError(`${path}: not a JSON object of settings.`);
  return json as Record<string, unknown>;
}

/** `null` stands for `coffer.json` in the working directory, which need not exist. */
export function readConfigFile(asked: string | null): FileValues {
  const path = resolve(asked ?? defaultName);
  const text = readFile(path, asked !== null);
  if (text === null) return { path, values: new Map() };
  const values = new Map<SettingKey, string>();
  for (const [name, value] of Object.entries(parseFile(path, text))) {
    const key = settingKeys.find((known) => known === name);
    if (key === undefined)
      throw new SettingsError(`${path}: "${name}" is not a setting; 'coffer --help' lists them all.`);
    if (value === null) throw new SettingsError(`"${name}" in ${path}: null is not a value; leave the setting out.`);
    values.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return { path, values };
}
