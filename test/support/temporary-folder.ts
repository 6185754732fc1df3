import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: string | null = null;

/** A new empty folder, gone when the test process ends. */
export function temporaryFolder(name: string): Promise<string> {
  if (root === null) {
    const created = mkdtempSync(join(tmpdir(), 'coffer-test-'));
    process.on('exit', () => rmSync(created, { recursive: true, force: true, maxRetries: 3 }));
    root = created;
  }
  return mkdtemp(join(root, `${name}-`));
}
