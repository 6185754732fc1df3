import { RegistryError } from '../kernel/errors.ts';
import { StaleWriteError } from './database.ts';

/** An error as it crosses between threads. */
export type SentError =
  | {
      readonly kind: 'registry';
      readonly error: Pick<RegistryError, 'code' | 'message' | 'resource' | 'reason' | 'retryAfterSeconds'>;
    }
  | { readonly kind: 'stale' }
  | { readonly kind: 'other'; readonly message: string; readonly stack: string | undefined };

export function sendError(error: unknown): SentError {
  if (error instanceof RegistryError) {
    const { code, message, resource, reason, retryAfterSeconds } = error;
    return { kind: 'registry', error: { code, message, resource, reason, retryAfterSeconds } };
  }
  if (error instanceof StaleWriteError) return { kind: 'stale' };
  return error instanceof Error
    ? { kind: 'other', message: error.message, stack: error.stack }
    : { kind: 'other', message: String(error), stack: undefined };
}

export function receiveError(sent: SentError): Error {
  if (sent.kind === 'stale') return new StaleWriteError();
  if (sent.kind === 'other')
    return Object.assign(new Error(`The metadata store: ${sent.message}`), { cause: sent.stack });
  const { code, message, resource, reason, retryAfterSeconds } = sent.error;
  return new RegistryError(code, message, {
    ...(resource === null ? {} : { resource }),
    ...(reason === null ? {} : { reason }),
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
  });
}
