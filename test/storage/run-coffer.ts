import { fileURLToPath } from 'node:url';
import { ClientFailure, runClient } from '../support/clients/run-client.ts';
import type { TestServer } from '../support/server.ts';

const program = fileURLToPath(new URL('../../bin/coffer.mjs', import.meta.url));

export interface CofferRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `coffer <args>` beside or after a server, on its data. */
export async function runCoffer(
  { dataDir, databaseUrl }: Pick<TestServer, 'dataDir' | 'databaseUrl'>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CofferRun> {
  const given = {
    ...{ PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', COFFER_DATA_DIR: dataDir },
    ...(databaseUrl !== null && { COFFER_DATABASE_URL: databaseUrl }),
    ...env,
  };
  try {
    const run = await runClient(process.execPath, [program, ...args], { cwd: dataDir, env: given });
    return { code: 0, ...run };
  } catch (error) {
    if (!(error instanceof ClientFailure)) throw error;
    return { code: error.code, ...error.run };
  }
}
