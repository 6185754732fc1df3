import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Digests } from '../model/digests.ts';
import { createDigester } from './digester.ts';
import { type BlobSeal, cipherOf } from './encryption/blob-seal.ts';
import { frameEncoder } from './encryption/frame-encoder.ts';

export interface StagedContent {
  readonly sizeBytes: number;
  readonly digests: Digests;
}

/** A file that is being written, hashed and encrypted in passing. */
export interface StagingFile {
  /** Resolves when it wants more. */
  write(chunk: Uint8Array): Promise<void>;
  /** Resolves once everything is on disk (fsync). */
  finish(): Promise<StagedContent>;
  /** Closes and removes it; to be called after anything failed. */
  abort(): Promise<void>;
}

/** Less than this is joined for one write; more is not worth the copy. */
const joinedBytes = 64 * 1024;

async function writeAll(handle: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  const sizeBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = parts.length > 1 && sizeBytes <= joinedBytes ? [Buffer.concat(parts)] : parts;
  for (const part of joined) await handle.writeFile(part);
}

/** A new file at `path`, which must not exist. Without a seal the bytes are kept as they are. */
export async function openStagingFile(path: string, seal: BlobSeal | null): Promise<StagingFile> {
  const handle = await open(path, 'wx', 0o600);
  const digester = createDigester();
  const encoder = seal === null ? null : frameEncoder(cipherOf(seal));
  // The header waits for the first frame, so that a small blob is one write.
  let waiting: Uint8Array[] = seal === null ? [] : [seal.header];
  let sizeBytes = 0;
  const put = async (parts: readonly Uint8Array[]): Promise<void> => {
    if (parts.length === 0) return;
    const all = [...waiting, ...parts];
    waiting = [];
    await writeAll(handle, all);
  };
  return {
    write(chunk) {
      sizeBytes += chunk.length;
      digester.update(chunk);
      return put(encoder === null ? [chunk] : encoder.push(chunk));
    },
    async finish() {
      await put(encoder === null ? [] : encoder.end());
      await handle.sync();
      await handle.close();
      return { sizeBytes, digests: digester.digests() };
    },
    async abort() {
      await handle.close();
      await rm(path, { force: true });
    },
  };
}
