import { frameBytes, frameTagBytes } from './encryption/frame-layout.ts';

/** How many frames are read from a file at once. */
export const framesPerRead = 2;

const bufferBytes = framesPerRead * (frameBytes + frameTagBytes);
const maxIdle = 16;

const idle: Buffer[] = [];

/**
 * Room for sealed frames on their way. It is used again: buffers that live for some milliseconds and are then garbage make V8
 * stop for tens of milliseconds, many times a second, while large blobs are read.
 */
export const takeFrameBuffer = (): Buffer => idle.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);

/** Nothing of it may be in use any more. */
export function returnFrameBuffer(buffer: Buffer): void {
  if (idle.length < maxIdle) idle.push(buffer);
}
