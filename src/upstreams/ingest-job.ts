import type { StagedFile } from '../blobs/blob-store.ts';
import type { StoredBlob } from '../metadata/package-versions.ts';
import type { Digests } from '../model/digests.ts';
import type { ExternalConnection } from './connections.ts';

/** What an index says of the bytes behind a URL. */
export interface Promised {
  readonly sizeBytes: number | null;
  readonly digests: Partial<Digests>;
}

export interface IngestJob {
  /** Jobs with one key are one job. */
  readonly key: string;
  readonly domainId: number;
  readonly connection: ExternalConnection;
  readonly url: URL;
  readonly promised: Promised;
  /** Where the version is to be kept. */
  readonly repositoryIds: readonly number[];
  /** Keeps verified bytes, in these repositories at least; what comes later may name further ones. */
  store(file: StagedFile, repositoryIds: readonly number[]): Promise<StoredBlob>;
}
