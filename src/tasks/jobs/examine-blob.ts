import { BlobDamagedError, BlobMissingError, type BlobRef, type BlobStore } from '../../blobs/blob-store.ts';
import { createDigester } from '../../blobs/digester.ts';
import { SealedSecretError } from '../../keys/key-wrapper.ts';
import { type Digests, findMismatch } from '../../model/digests.ts';

export interface Damage {
  readonly kind: 'missing' | 'damaged';
  /** A sentence without its full stop. */
  readonly problem: string;
}

const failures: readonly (new (...args: never[]) => Error)[] = [BlobDamagedError, SealedSecretError];

function damageOf(error: unknown): Damage {
  if (error instanceof BlobMissingError) return { kind: 'missing', problem: 'its file is gone' };
  if (!failures.some((kind) => error instanceof kind)) throw error;
  return { kind: 'damaged', problem: (error as Error).message.replace(/\.$/, '') };
}

/**
 * Reads a blob from the first byte to the last: decryption, size and every digest. null: all is well. Rejects when the
 * store itself fails.
 */
export async function examineBlob(
  blobs: BlobStore,
  blob: BlobRef & { readonly digests: Partial<Digests> },
): Promise<Damage | null> {
  const digester = createDigester();
  let sizeBytes = 0;
  try {
    for await (const chunk of blobs.open(blob)) {
      sizeBytes += (chunk as Uint8Array).length;
      digester.update(chunk as Uint8Array);
    }
  } catch (error) {
    return damageOf(error);
  }
  if (sizeBytes !== blob.sizeBytes)
    return { kind: 'damaged', problem: `it has ${sizeBytes} bytes instead of ${blob.sizeBytes}` };
  const mismatch = findMismatch(blob.digests, digester.digests());
  if (mismatch === null) return null;
  const { algorithm, actual, expected } = mismatch;
  return { kind: 'damaged', problem: `its bytes have the ${algorithm} ${actual} instead of ${expected}` };
}
