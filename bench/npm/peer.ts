import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';

/** A server under load: where it is, and whom to ask what it used. */
export interface Peer {
  readonly name: string;
  /** Ends in '/'. */
  readonly registry: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly pid: number;
}

/** Seconds of processor time that the process has used, its threads and the kernel on its behalf included. */
export async function cpuSeconds({ pid }: Peer): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function memoryMb({ pid }: Peer, field: 'VmHWM' | 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
}
export const residentMb = (peer: Peer): Promise<number> => memoryMb(peer, 'VmRSS');
/** The highest since it started. */
export const peakMb = (peer: Peer): Promise<number> => memoryMb(peer, 'VmHWM');

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface StartedProcess {
  readonly pid: number;
  stop(): Promise<void>;
}

const readyWithinMs = 60_000;

async function untilAnswers(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (const end = Date.now() + readyWithinMs; Date.now() < end; ) {
    if (child.exitCode !== null) break;
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} never answered:\n${output()}`);
}

/** Runs a server in the foreground; resolves once `url` answers anything. */
export async function startProcess(
  program: string,
  args: readonly string[],
  url: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<StartedProcess> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  };
  try {
    await untilAnswers(url, child, () => output);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return { pid: child.pid ?? 0, stop };
}
