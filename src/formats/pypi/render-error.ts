import type { Failure, FormatResponse } from '../format.ts';

/** Plain text: twine and poetry print the body, uv shows it; pip needs the challenge to send what it knows. */
export function renderError({ code, status, message }: Failure): FormatResponse {
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...(code === 'Unauthenticated' ? { 'www-authenticate': 'Basic realm="coffer"' } : {}),
    },
    body: `${message}\n`,
  };
}
