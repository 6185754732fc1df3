import { createHash } from 'node:crypto';
import { strongestFirst } from '../model/digests.ts';
import type { IngestJob } from './ingest-job.ts';
import { upstreamFailure } from './upstream-failure.ts';
import type { UpstreamRequests } from './upstream-requests.ts';

/**
 * The bytes from `position` on, fetched from the upstream once more and kept nowhere. All of them are hashed; the last
 * chunk follows only when the promised digest was right.
 */
export async function* directStream(
  requests: UpstreamRequests,
  { connection, url, promised }: Pick<IngestJob, 'connection' | 'url' | 'promised'>,
  position: number,
): AsyncGenerator<Uint8Array> {
  const algorithm = strongestFirst.find((name) => promised.digests[name] !== undefined);
  const asset = await requests.openAsset(connection, url);
  if (algorithm === undefined || asset === null) throw upstreamFailure(connection, url, 'it has it no more');
  const hash = createHash(algorithm);
  let seen = 0;
  let held: Uint8Array | null = null;
  for await (const chunk of asset.body) {
    hash.update(chunk);
    const wanted = chunk.subarray(Math.min(chunk.length, Math.max(0, position - seen)));
    seen += chunk.length;
    if (wanted.length === 0) continue;
    if (held !== null) yield held;
    held = wanted;
  }
  const digest = hash.digest('hex');
  if (digest !== promised.digests[algorithm]?.toLowerCase())
    throw upstreamFailure(connection, url, `its index promises another ${algorithm} than ${digest}`);
  if (held !== null) yield held;
}
