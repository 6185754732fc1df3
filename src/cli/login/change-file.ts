import { isUtf8 } from 'node:buffer';
import { mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SettingsError } from '../../config/settings.ts';
import { replaceFile } from '../replace-file.ts';
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

/** What the system refuses is told with the path that the user knows. */
async function explained<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new SettingsError(`${path} cannot be changed: ${(error as Error).message}`);
  }
}

/** A change that was worked out, and not made yet. */
export interface PlannedChange {
  readonly path: string;
  make(): Promise<void>;
}

/** Works a change out against the file as it is. SettingsError, which names the file, where it cannot be changed. */
export async function planChange(change: FileChange): Promise<PlannedChange> {
  const path = await explained(change.path, () => targetOf(change.path));
  const present = await explained(change.path, () => readBytes(path));
  const bytes = changed(change, present ?? Buffer.alloc(0));
  return {
    path: change.path,
    make: () =>
      explained(change.path, async () => {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await replaceFile(path, bytes, await modeFor(path, change.secret, present !== null));
      }),
  };
}
