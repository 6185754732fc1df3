import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientsFolder } from '../test/support/clients/find-client.ts';
import { type CommandResult, runCommand } from './run-command.ts';

/** `npm run clients`: the pinned Python clients of the tests, in a virtual environment that only the tests use. */
const wantedPath = fileURLToPath(new URL('python-clients.txt', import.meta.url));
const wanted = readFileSync(wantedPath, 'utf8');
const stamp = join(clientsFolder, 'installed.txt');

function orExit({ code, output }: CommandResult, what: string): void {
  if (code === 0) return;
  console.error(`${output.trim()}\n${what} failed.`);
  process.exit(1);
}

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
  console.log('The test clients are installed.');
} else {
  console.log(`Installing ${wanted.trim().replaceAll('\n', ', ')} …`);
  rmSync(clientsFolder, { recursive: true, force: true });
  orExit(await runCommand('python3', ['-m', 'venv', clientsFolder]), 'python3 -m venv');
  const python = join(clientsFolder, 'bin', 'python3');
  orExit(await runCommand(python, ['-m', 'pip', 'install', '--quiet', '--requirement', wantedPath]), 'pip install');
  writeFileSync(stamp, wanted);
}
