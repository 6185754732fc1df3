import { type StageOptions, smallBlobBytes } from './blob-store.ts';
import { checkDigests, checkSize } from './check-staged.ts';
import { chunksOf } from './chunks-of.ts';
import type { StagedContent, StagingFile } from './staging-file.ts';

/** Where bytes are staged: small ones in this thread, others in one of their own. */
export interface StagingPlaces {
  openSmall(): Promise<StagingFile>;
  openLarge(): Promise<StagingFile>;
}

/** Writes all bytes to one staging file, or none: then the file is removed before this rejects. */
export async function stageBytes(
  places: StagingPlaces,
  bytes: AsyncIterable<Uint8Array>,
  options: StageOptions,
): Promise<StagedContent> {
  let file: StagingFile | null = null;
  let head: Uint8Array[] = [];
  let sizeBytes = 0;
  const start = async (opening: Promise<StagingFile>): Promise<StagingFile> => {
    file = await opening;
    for (const chunk of head) await file.write(chunk);
    head = [];
    return file;
  };
  try {
    let writing: StagingFile | null = null;
    for await (const chunk of chunksOf(bytes)) {
      sizeBytes += chunk.length;
      checkSize(sizeBytes, options);
      if (writing !== null) await writing.write(chunk);
      else {
        head.push(chunk);
        if (sizeBytes > smallBlobBytes) writing = await start(places.openLarge());
      }
    }
    writing ??= await start(places.openSmall());
    const content = await writing.finish();
    checkDigests(content.digests, options.expected ?? {});
    return content;
  } catch (error) {
    // The first failure is the one to tell; a file that cannot be removed now is found by `removeAbandoned`.
    await (file as StagingFile | null)?.abort().catch(() => {});
    throw error;
  }
}
