import type { Failure, FormatResponse } from '../format.ts';

/** npm, pnpm and bun print `error`, yarn 4 prints `message`. */
export function renderError({ code, status, message }: Failure): FormatResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(code === 'Unauthenticated' ? { 'www-authenticate': 'Bearer realm="coffer", Basic realm="coffer"' } : {}),
    },
    body: JSON.stringify({ error: message, message }),
  };
}
