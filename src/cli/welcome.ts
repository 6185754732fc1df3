import { join } from 'node:path';
import type { QuickStartLayout } from './quick-start.ts';

const shellQuoted = (text: string): string =>
  /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** What `coffer start` prints below its first line: where things are, and three lines to paste. */
export function welcome(dataDir: string, layout: QuickStartLayout | null): string {
  const made =
    layout === null
      ? []
      : [`  Quick start   domain ${layout.domain}: ${[layout.repository, ...layout.stores].join(', ')}`];
  const { domain, repository } = layout ?? { domain: '<domain>', repository: '<repository>' };
  return [
    `  Data          ${dataDir}`,
    `  Credentials   ${join(dataDir, 'credentials')} (the administrator's; keep them)`,
    ...made,
    '',
    'In another terminal:',
    `  export AWS_CONFIG_FILE=${shellQuoted(join(dataDir, 'aws-config'))}`,
    `  aws codeartifact login --tool npm --domain ${domain} --repository ${repository}`,
    '  npm install lodash',
    '',
  ].join('\n');
}
