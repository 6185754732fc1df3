import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientsFolder, nodeClientsFolder } from '../test/support/clients/find-client.ts';
import { type CommandResult, runCommand } from './run-command.ts';

function orExit({ code, output }: CommandResult, what: string): void {
  if (code === 0) return;
  console.error(`${output.trim()}\n${what} failed.`);
  process.exit(1);
}

/** Empties the folder and fills it with what the list names, unless that list was installed there already. */
async function install(list: string, folder: string, fill: (listPath: string, list: string) => Promise<void>) {
  const path = fileURLToPath(new URL(list, import.meta.url));
  const wanted = readFileSync(path, 'utf8');
  const stamp = join(folder, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log(`Installing the clients of scripts/${list} …`);
  rmSync(folder, { recursive: true, force: true });
  await fill(path, wanted);
  writeFileSync(stamp, wanted);
}

/** `npm run clients`: the pinned clients of the tests, in folders that only the tests use. */
await install('python-clients.txt', clientsFolder, async (listPath) => {
  orExit(await runCommand('python3', ['-m', 'venv', clientsFolder]), 'python3 -m venv');
  const python = join(clientsFolder, 'bin', 'python3');
  orExit(await runCommand(python, ['-m', 'pip', 'install', '--quiet', '--requirement', listPath]), 'pip install');
});
await install('node-clients.json', nodeClientsFolder, async (_listPath, list) => {
  for (const [client, spec] of Object.entries(JSON.parse(list) as Record<string, string>)) {
    const folder = join(nodeClientsFolder, client);
    mkdirSync(folder, { recursive: true });
    const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund'];
    orExit(await runCommand('npm', ['install', '--prefix', folder, ...options, spec]), `npm install ${spec}`);
  }
});
console.log('The test clients are installed.');
