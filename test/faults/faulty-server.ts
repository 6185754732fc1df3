import { existsSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerOptions, startServer, type TestServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { armSignal, type Plan, planVariable } from './plan.ts';
import { beginLog, cutPower } from './power-cut.ts';
import type { Random } from './random.ts';

const preload = fileURLToPath(new URL('preload.ts', import.meta.url));

type Wanted = Partial<Pick<Plan, 'kill' | 'fail' | 'armed'>> & { readonly noted?: boolean };

/** A server process to which faults happen. */
export interface FaultyServer extends AsyncDisposable {
  readonly server: TestServer;
  /** Starts it again, with these faults to come. */
  restart(wanted: Wanted): Promise<void>;
  /** From now on the steps count. */
  arm(): void;
  /** Makes sure that it is dead; with a power cut, the disk forgets what was not synced. Answers how many changes were lost. */
  kill(powerCut: Random | null): Promise<number>;
}

/** The environment of a process with faults, and what decides on them. */
export async function faultyEnvironment(dataDir: string) {
  const folder = await temporaryFolder('faults');
  const [planFile, log] = [join(folder, 'plan.json'), join(folder, 'log')];
  const write = ({ kill = null, fail = null, armed = false, noted = false }: Wanted): void => {
    const plan: Plan = { dataDir, kill, fail, armed, log: noted ? log : null };
    if (noted && !existsSync(log)) beginLog(dataDir, log);
    writeFileSync(planFile, JSON.stringify(plan));
  };
  write({});
  const env: Record<string, string> = {
    COFFER_DATA_DIR: dataDir,
    COFFER_LOG_LEVEL: 'error',
    NODE_OPTIONS: `--import ${preload}`,
    [planVariable]: planFile,
    // With both of them bin/coffer.mjs does not start another process first.
    UV_THREADPOOL_SIZE: '8',
    NODE_COMPILE_CACHE: join(fileURLToPath(new URL('../../.cache', import.meta.url)), 'node-compile'),
  };
  const cut = async (random: Random): Promise<number> => {
    const lost = cutPower(dataDir, log, random);
    await rm(log, { force: true });
    return lost;
  };
  return { env, write, cut };
}

/** Starts without faults. */
export async function startFaultyServer(options: ServerOptions = {}): Promise<FaultyServer> {
  const dataDir = options.env?.['COFFER_DATA_DIR'] ?? (await temporaryFolder('data'));
  const faults = await faultyEnvironment(dataDir);
  const server = await startServer({ ...options, process: true, env: { ...faults.env, ...options.env } });
  return {
    server,
    async restart(wanted) {
      await server.stop();
      faults.write(wanted);
      await server.restart();
    },
    arm() {
      if (server.pid !== null) process.kill(server.pid, armSignal);
    },
    async kill(powerCut) {
      await server.kill();
      return powerCut === null ? 0 : faults.cut(powerCut);
    },
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      await server[Symbol.asyncDispose]();
    },
  };
}
