import { readFileSync, writeFileSync } from 'node:fs';
import { settingKeys, settingTable } from '../../src/config/setting-table.ts';
import type { Check } from './check.ts';

const page = 'docs/operations.md';
const [begin, end] = ['<!-- settings -->', '<!-- /settings -->'];

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string | null): string => (text === null ? '' : `\`${cell(text)}\``);

function renderTable(): string {
  const rows = settingKeys.map((key) => {
    const { env, flag, defaultText, description } = settingTable[key];
    return `| ${[code(env), code(flag), code(key), code(defaultText), cell(description)].join(' | ')} |`;
  });
  return ['| Environment | Flag | Config file | Default | What |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** The table of settings in the documentation is the one that the server reads. With `fix` it is written anew. */
export const settingsDoc = (fix: boolean): Check => ({
  name: 'settings page',
  run() {
    const text = readFileSync(page, 'utf8');
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from === -1 || to < from) return Promise.resolve({ problems: [`${page} has no ${begin} … ${end}`] });
    const wanted = `${text.slice(0, from)}${begin}\n\n${renderTable()}\n\n${text.slice(to)}`;
    if (wanted === text) return Promise.resolve({ problems: [] });
    if (fix) writeFileSync(page, wanted);
    return Promise.resolve({
      problems: fix ? [] : [`${page}: the table of settings is old; run 'npm run check -- --fix'`],
    });
  },
});
