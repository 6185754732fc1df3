/**
 * Seals small secrets under a key that never leaves it: a file on this machine, or a key management service (which is why
 * both directions are asynchronous). What is sealed under one `context` opens under no other.
 */
export interface KeyWrapper {
  /** Names the key that `wrap` uses now. */
  readonly id: string;
  wrap(plain: Uint8Array, context: string): Promise<Uint8Array>;
  /** Rejects with `SealedSecretError` when `sealed` was changed, or sealed by another key or for another context. */
  unwrap(sealed: Uint8Array, context: string): Promise<Buffer>;
}

/** A sealed secret that does not open. */
export class SealedSecretError extends Error {
  override readonly name = 'SealedSecretError';
}
