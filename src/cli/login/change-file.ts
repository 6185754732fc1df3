import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SettingsError } from '../../config/settings.ts';
import type { FileChange } from './tool.ts';

const mark = '\uFEFF';

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Where the bytes are: users keep such files behind links. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isAbsent(error)) return path;
    throw error;
  }
}

async function readBytes(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** A secret is its owner's alone; any other file keeps its mode. */
async function modeFor(path: string, secret: boolean, exists: boolean): Promise<number> {
  if (secret) return 0o600;
  return exists ? (await stat(path)).mode & 0o777 : 0o644;
}

async function replaceFile(path: string, bytes: Buffer, mode: number): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
    await file.close();
    await chmod(draft, mode);
    await rename(draft, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(draft, { force: true });
    throw error;
  }
}

/** The new bytes of a file. What is not UTF-8 keeps every byte too, except UTF-16, which is refused. */
function changed({ path, apply }: FileChange, bytes: Buffer): Buffer {
  if (bytes.includes(0)) throw new SettingsError(`${path} is no UTF-8 text. Save it as UTF-8.`);
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  const text = bytes.toString(encoding);
  const [head, body] = text.startsWith(mark) ? [mark, text.slice(1)] : ['', text];
  try {
    return Buffer.from(`${head}${apply(body)}`, encoding);
  } catch (error) {
    if (error instanceof SettingsError) throw new SettingsError(`${path}: ${error.message}`);
    throw error;
  }
}

/** A change that was worked out, and not made yet. */
export interface PlannedChange {
  readonly path: string;
  make(): Promise<void>;
}

/** Works a change out against the file as it is. SettingsError, which names the file, where it cannot be changed. */
export async function planChange(change: FileChange): Promise<PlannedChange> {
  const path = await targetOf(change.path);
  const present = await readBytes(path);
  const bytes = changed(change, present ?? Buffer.alloc(0));
  return {
    path: change.path,
    async make() {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await replaceFile(path, bytes, await modeFor(path, change.secret, present !== null));
    },
  };
}
