import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Instance } from './instance.ts';

const program = fileURLToPath(new URL('../../bin/coffer.mjs', import.meta.url));
const readyWithinMs = 30_000;

export interface StartOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly command: 'serve' | 'start';
  /** Default: the Node of this process. */
  readonly node?: string;
  /** Default: `bin/coffer.mjs` of this checkout. */
  readonly entry?: string;
}

/** Coffer as an operator runs it; resolves once it says that it is ready. */
export async function startProcess({
  env,
  command,
  node = process.execPath,
  entry = program,
}: StartOptions): Promise<Instance> {
  const child = spawn(node, [entry, command], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`coffer ${command} ${why}:\n${output}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`was not ready within ${readyWithinMs} ms`);
    }, readyWithinMs);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const ready = /^Coffer is ready at (\S+)$/m.exec(output)?.[1];
      if (ready === undefined) return;
      clearTimeout(timer);
      resolve(ready);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  return {
    url,
    pid: child.pid ?? null,
    output: () => output,
    async stop() {
      await end('SIGTERM');
      if (child.exitCode !== 0) throw new Error(`coffer ended with ${child.exitCode ?? child.signalCode}:\n${output}`);
    },
    kill: () => end('SIGKILL'),
  };
}
