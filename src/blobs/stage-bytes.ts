import { digestsOf } from '../model/digests.ts';
import { type StageOptions, smallBlobBytes } from './blob-store.ts';
import { checkDigests, checkSize } from './check-staged.ts';
import { chunksOf } from './chunks-of.ts';
import type { StagedContent, StagingFile } from './staging-file.ts';

/** What was taken in. */
export interface TakenBytes {
  readonly content: StagedContent;
  /** Small ones, all of them; null: they are in the file. */
  readonly held: Buffer | null;
}

const takeSmall = (chunks: readonly Uint8Array[], sizeBytes: number): TakenBytes => {
  const held = Buffer.concat(chunks, sizeBytes);
  return { content: { sizeBytes, digests: digestsOf(held) }, held };
};

/**
 * Takes all bytes in, or none. More than `smallBlobBytes` of them are written to a file, which is removed again before
 * this rejects.
 */
export async function stageBytes(
  openFile: () => Promise<StagingFile>,
  bytes: AsyncIterable<Uint8Array>,
  options: StageOptions,
): Promise<TakenBytes> {
  const head: Uint8Array[] = [];
  let sizeBytes = 0;
  let file: StagingFile | null = null;
  try {
    for await (const chunk of chunksOf(bytes)) {
      sizeBytes += chunk.length;
      checkSize(sizeBytes, options);
      if (file === null) head.push(chunk);
      else await file.write(chunk);
      if (file !== null || sizeBytes <= smallBlobBytes) continue;
      file = await openFile();
      for (const kept of head.splice(0)) await file.write(kept);
    }
    const taken = file === null ? takeSmall(head, sizeBytes) : { content: await file.finish(), held: null };
    checkDigests(taken.content.digests, options.expected ?? {});
    return taken;
  } catch (error) {
    // The first failure is the one to tell; a file that cannot be removed now is found by `removeAbandoned`.
    await file?.abort().catch(() => {});
    throw error;
  }
}
