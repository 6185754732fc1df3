/** How many plain bytes each frame but the last holds. */
export const frameBytes = 256 * 1024;
export const frameTagBytes = 16;
export const headerBytes = 128;

/** Where the sealed bytes of a frame are in the file. */
export interface FrameSpan {
  readonly index: number;
  readonly last: boolean;
  readonly offset: number;
  readonly length: number;
}

/** Empty bytes are one empty frame. */
export const frameCount = (sizeBytes: number): number => Math.max(1, Math.ceil(sizeBytes / frameBytes));

/** The size of the file that holds `sizeBytes` plain bytes. */
export const sealedSize = (sizeBytes: number): number =>
  headerBytes + sizeBytes + frameCount(sizeBytes) * frameTagBytes;

export function frameSpan(sizeBytes: number, index: number): FrameSpan {
  const last = index === frameCount(sizeBytes) - 1;
  const plain = last ? sizeBytes - index * frameBytes : frameBytes;
  return {
    index,
    last,
    offset: headerBytes + index * (frameBytes + frameTagBytes),
    length: plain + frameTagBytes,
  };
}
