import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of loopback that nobody has just now: for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface StartedProgram {
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
export async function startProgram(
  program: string,
  args: readonly string[],
  url: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<StartedProgram> {
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
