import { IssuerError, type IssuerKeysDeps } from '../identity/issuer-keys.ts';
import type { OriginClient } from '../upstreams/origin-client.ts';

const timeoutMilliseconds = 5000;
const maxBytes = 512 * 1024;

async function readJson(body: AsyncIterable<Buffer>): Promise<unknown> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
}

/** Documents of token issuers, by the one client that opens sockets: an issuer that nobody vouched for is to be public. */
export const fetchIssuer =
  (client: OriginClient): IssuerKeysDeps['fetchJson'] =>
  async (url, { url: address, isTrusted }) => {
    const connection = { name: 'issuer', format: '', url: isTrusted ? new URL('/', address) : null, credentials: null };
    try {
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      const reply = await client.get(connection, url, { accept: 'application/json' }, signal);
      if (reply.status === 200) return await readJson(reply.body);
      await reply.body.dump();
      throw new Error(`status ${reply.status}`);
    } catch (error) {
      throw new IssuerError(`${url.href}: ${(error as Error).message}`);
    }
  };
