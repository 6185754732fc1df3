import { readFileSync } from 'node:fs';
import { PackageURL, UrlConverter } from '@socketregistry/packageurl-js';
import { runCommand } from '../run-command.ts';
import type { Check } from './check.ts';

/** Clients that know a registry's address, so that no address stands here. */
const clients: readonly [string, readonly string[]][] = [
  ['npm', ['config', 'get', 'registry']],
  ['python3', ['-c', 'from pip._internal.models.index import PyPI; print(PyPI.url); print(PyPI.file_storage_domain)']],
  ['python3', ['-c', 'import twine.utils as u; print(u.DEFAULT_REPOSITORY); print(u.TEST_REPOSITORY)']],
];
const types = ['npm/a@1', 'pypi/a@1', 'maven/a/b@1', 'nuget/a@1', 'gem/a@1', 'cargo/a@1'];

async function knownAddresses(): Promise<string[]> {
  const outputs = await Promise.all(clients.map(([command, args]) => runCommand(command, args)));
  const told = outputs.flatMap(({ code, output }) => (code === 0 ? output.split(/\s+/) : []));
  const derived = types.map((type) => UrlConverter.toDownloadUrl(PackageURL.fromString(`pkg:${type}`))?.url ?? '');
  return [...told, ...derived];
}

/** Host names alone; what is local or has no dot says nothing. */
function hostOf(address: string): string | null {
  const host = address
    .replace(/^https?:\/\//, '')
    .replace(/[/:].*$/, '')
    .toLowerCase();
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(host) && host !== 'localhost' ? host : null;
}

/** House rule: a public registry's host name stands in no tracked file. */
export const publicHosts: Check = {
  name: 'public hosts',
  async run() {
    const hosts = [...new Set((await knownAddresses()).map(hostOf))].filter((host) => host !== null);
    if (hosts.length === 0) return { problems: ['no client told the host of a public registry'] };
    const { code, output } = await runCommand('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    if (code !== 0) return { problems: [`git ls-files: ${output}`] };
    const problems = output.split('\0').flatMap((path) => {
      const text = path === '' ? '' : readTextOf(path);
      return hosts.filter((host) => text.includes(host)).map((host) => `${path} names ${host}`);
    });
    return { problems, note: `${hosts.length} hosts` };
  },
};

/** Empty for a file that is tracked but gone. */
function readTextOf(path: string): string {
  try {
    return readFileSync(path, 'latin1').toLowerCase();
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
