import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Api } from '../api/api.ts';
import type { Quotas } from '../kernel/quotas.ts';
import { requestBody } from './request-body.ts';
import type { OriginOf } from './request-origin.ts';

export interface ApiMountDeps {
  readonly api: Api;
  readonly quotas: Quotas;
  readonly originOf: OriginOf;
}

/** Hands a request to the AWS services and sends what they answer. */
export async function handleApiRequest(
  { api, quotas, originOf }: ApiMountDeps,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  expectsContinue: boolean,
): Promise<void> {
  const headers: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(',') : value;
  const answer = await api(
    {
      method: request.method ?? '',
      target: request.url ?? '',
      headers,
      body: requestBody(quotas, request, response, expectsContinue),
      origin: originOf(request),
    },
    requestId,
  );
  if (answer.body instanceof Readable) {
    response.writeHead(answer.status, answer.headers);
    await pipeline(answer.body, response);
    return;
  }
  const bytes = typeof answer.body === 'string' ? Buffer.from(answer.body) : (answer.body ?? new Uint8Array());
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
