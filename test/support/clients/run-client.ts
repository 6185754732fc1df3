import { spawn } from 'node:child_process';

export interface ClientRun {
  readonly stdout: string;
  readonly stderr: string;
}

/** A real client that ended with a code other than 0, or not in time. The message holds all that it printed. */
export class ClientFailure extends Error {
  override readonly name = 'ClientFailure';
  readonly code: number | null;
  readonly run: ClientRun;

  constructor(command: string, code: number | null, run: ClientRun) {
    super(`${command}\nended with ${code ?? 'a signal'}\n${run.stdout}\n${run.stderr}`);
    this.code = code;
    this.run = run;
  }
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Runs a program to its end without a shell or standard input; rejects with ClientFailure unless it succeeds. */
export function runClient(program: string, args: readonly string[], options: RunOptions): Promise<ClientRun> {
  const { cwd, env, timeoutMs = 90_000 } = options;
  const child = spawn(program, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const run = { stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
      if (code === 0) resolve(run);
      else reject(new ClientFailure([program, ...args].join(' '), code, run));
    });
  });
}
