import { createHash, randomUUID } from 'node:crypto';
import { defaultQuotas } from '../../src/kernel/quotas.ts';
import { createDomain } from '../../src/metadata/create-domain.ts';
import { createRepository } from '../../src/metadata/create-repository.ts';
import type { Database } from '../../src/metadata/database.ts';
import { keepVersion } from '../../src/metadata/keep-version.ts';
import { findVersion, type StoredVersion } from '../../src/metadata/package-versions.ts';
import { findPackage } from '../../src/metadata/packages.ts';
import type { NewContent } from '../../src/metadata/put-content.ts';
import type { PackageIdentity } from '../../src/metadata/store-version.ts';
import type { NewBlob } from '../../src/metadata/use-blob.ts';
import type { Digests } from '../../src/model/digests.ts';
import type { TestStore } from './create-test-store.ts';

const owner = '111122223333';
const now = Date.now();

/** A store with the repository `team`, for what is below the API. */
export interface PackageStore {
  readonly database: Database;
  readonly domainId: number;
  readonly repositoryId: number;
  /** As if it had come from an upstream. Answers the id of its content. */
  keep(subject: PackageIdentity, version: string, content: NewContent): Promise<number>;
  /** null: the repository does not have it. */
  find(subject: PackageIdentity, version: string): Promise<StoredVersion | null>;
}

export const packageNamed = (name: string): PackageIdentity => ({
  format: 'generic',
  name: { namespace: null, name },
  key: name,
});

const digestsOf = (text: string): Digests => {
  const of = (algorithm: string): string => createHash(algorithm).update(text).digest('hex');
  return { md5: of('md5'), sha1: of('sha1'), sha256: of('sha256'), sha512: of('sha512') };
};

/** What the blob store would tell of these bytes, in a file of their own. */
export const blobOf = (text: string): NewBlob => ({
  ...{ domainId: 1, location: `1/${randomUUID()}`, wrappedKey: null },
  ...{ sizeBytes: Buffer.byteLength(text), digests: digestsOf(text), stagedAt: Date.now() },
});

/** A content with facts of its own and one asset, `a.txt`. */
export const contentOf = (facts: string, blob: NewContent['assets'][number]['blob']): NewContent => ({
  revision: createHash('sha256').update(facts).digest('base64'),
  facts: { body: JSON.stringify(facts), description: '{"displayName":"tool"}', readme: null },
  assets: [{ name: 'a.txt', blob, origin: null }],
});

export async function openPackageStore(store: TestStore): Promise<PackageStore> {
  const database = await store.connect();
  const quotas = defaultQuotas;
  const domain = await database.write(createDomain, {
    ...{ region: 'us-east-1', owner, name: 'acme', encryptionKey: 'arn:key', tags: [], now, quotas },
  });
  const { id: repositoryId } = await database.write(createRepository, {
    ...{ owner, domain: 'acme', name: 'team', administrator: owner, description: null },
    ...{ upstreams: [], tags: [], now, quotas },
  });
  return {
    ...{ database, domainId: domain.id, repositoryId },
    async keep(subject, version, content) {
      const { contentId } = await database.write(keepVersion, {
        ...{ domainId: domain.id, repositoryIds: [repositoryId], package: subject, content },
        version: { version, key: version, sortKey: Buffer.from(version) },
        ...{ status: 'Published', origin: 'EXTERNAL', entry: { kind: 'connection', name: 'custom:any' } },
        ...{ connection: 'custom:any', publishedAt: now, now },
      });
      return contentId;
    },
    async find({ format, key }, version) {
      const found = await findPackage(database.reader, repositoryId, format, key);
      return found === null ? null : findVersion(database.reader, found.id, version);
    },
  };
}
