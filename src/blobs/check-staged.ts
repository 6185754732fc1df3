import { invalid, RegistryError } from '../kernel/errors.ts';
import { type Digests, findMismatch } from '../model/digests.ts';
import type { StageOptions } from './blob-store.ts';

/** Validation, naming the algorithm and both digests, when the bytes are not those that were promised. */
export function checkDigests(actual: Digests, expected: Partial<Digests>): void {
  const mismatch = findMismatch(expected, actual);
  if (mismatch === null) return;
  throw invalid(
    `The bytes have the ${mismatch.algorithm} '${mismatch.actual}', but '${mismatch.expected}' was expected: nothing was stored.`,
  );
}

/** ServiceQuotaExceeded once `sizeBytes` is more than allowed. */
export function checkSize(sizeBytes: number, { maxBytes, resource }: StageOptions): void {
  if (sizeBytes <= maxBytes) return;
  throw new RegistryError(
    'ServiceQuotaExceeded',
    `The upload is larger than the ${maxBytes} bytes allowed here: nothing was stored.`,
    resource === undefined ? {} : { resource },
  );
}
