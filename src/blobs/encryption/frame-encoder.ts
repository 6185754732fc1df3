import type { FrameCipher } from './frame-cipher.ts';
import { frameBytes } from './frame-layout.ts';

/** Cuts passing bytes into frames. Both answer the sealed frames that are complete now, in order. */
export interface FrameEncoder {
  push(chunk: Uint8Array): Buffer[];
  end(): Buffer[];
}

/** A full frame waits until more bytes come: only then is it known not to be the last. */
export function frameEncoder(cipher: FrameCipher): FrameEncoder {
  let pending: Buffer | null = null;
  let filled = 0;
  let index = 0;
  return {
    push(chunk) {
      const frames: Buffer[] = [];
      for (let taken = 0; taken < chunk.length; ) {
        if (filled === frameBytes && pending !== null) {
          frames.push(cipher.seal(index++, false, pending));
          filled = 0;
        }
        pending ??= Buffer.allocUnsafeSlow(frameBytes);
        const part = chunk.subarray(taken, taken + frameBytes - filled);
        pending.set(part, filled);
        filled += part.length;
        taken += part.length;
      }
      return frames;
    },
    end() {
      return [cipher.seal(index, true, pending === null ? Buffer.alloc(0) : pending.subarray(0, filled))];
    },
  };
}
