import type { BlobStore } from '../../blobs/blob-store.ts';
import { RegistryError } from '../../kernel/errors.ts';
import type { Database } from '../../metadata/database.ts';
import type { BlobUse } from '../../metadata/list-blobs.ts';
import type { StoredBlob } from '../../metadata/package-versions.ts';
import { replaceBlobFile } from '../../metadata/replace-blob-file.ts';
import type { ExternalConnection } from '../../upstreams/connections.ts';
import type { UpstreamRequests } from '../../upstreams/upstream-requests.ts';

export interface RepairDeps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly requests: UpstreamRequests;
  readonly connections: ReadonlyMap<string, ExternalConnection>;
}

/** `source`: the external connection that the bytes came from again. */
export type Repair =
  | { readonly kind: 'repaired'; readonly source: string }
  | { readonly kind: 'not repaired'; readonly reason: string };

const notRepaired = (reason: string): Repair => ({ kind: 'not repaired', reason });

async function fetchAgain(
  deps: RepairDeps,
  blob: StoredBlob,
  connection: ExternalConnection,
  url: URL,
): Promise<Repair> {
  const { database, blobs, requests } = deps;
  const asset = await requests.openAsset(connection, url);
  if (asset === null) return notRepaired(`${connection.name} has it no more`);
  const file = await blobs.stage(blob.domainId, asset.body, { maxBytes: blob.sizeBytes, expected: blob.digests });
  const to = await file.commit();
  const write = { blobId: blob.id, from: blob.location, to, now: Date.now() };
  if (!(await database.write(replaceBlobFile, write))) {
    await blobs.remove(to.location);
    return notRepaired('it was removed meanwhile');
  }
  await blobs.remove(blob.location);
  return { kind: 'repaired', source: connection.name };
}

/**
 * Fetches the bytes of a damaged blob again from where one of its assets came from. What an upstream serves now must have
 * all digests of the record; else everything stays as it is.
 */
export async function repairBlob(deps: RepairDeps, blob: StoredBlob, uses: readonly BlobUse[]): Promise<Repair> {
  let outcome = notRepaired('it was published here, so that only a backup has it');
  for (const { origin, connection: name } of uses) {
    if (origin === null || name === null) continue;
    const connection = deps.connections.get(name);
    if (connection === undefined) {
      outcome = notRepaired(`there is no connection '${name}' any more`);
      continue;
    }
    try {
      outcome = await fetchAgain(deps, blob, connection, new URL(origin.url));
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      outcome = notRepaired(error.message);
    }
    if (outcome.kind === 'repaired') return outcome;
  }
  return outcome;
}
