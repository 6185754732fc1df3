import type { BlobStore } from '../../blobs/blob-store.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type BrokenRule, checkRecords, repairRecords } from '../../metadata/check-records.ts';
import type { Database } from '../../metadata/database.ts';
import { type BlobUse, countBlobs, findLocation, listBlobs, usesOfBlob } from '../../metadata/list-blobs.ts';
import type { StoredBlob } from '../../metadata/package-versions.ts';
import { findUnnamed } from '../../metadata/sweep-blobs.ts';
import { dropReply, listReplyBodies } from '../../metadata/upstream-replies.ts';
import { type Damage, examineBlob } from './examine-blob.ts';
import type { Repair } from './repair-blob.ts';

export interface VerifyDeps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly clock: Clock;
  /** Mends what it can; null: only looks. */
  readonly repair: ((blob: StoredBlob, uses: readonly BlobUse[]) => Promise<Repair>) | null;
  /** Told now and then, of the plain bytes. */
  readonly onProgress: (readBytes: number, totalBytes: number) => void;
  /** Told of each damaged blob at once. */
  readonly onDamage: (found: DamagedBlob) => void;
}

export interface DamagedBlob extends Damage {
  readonly location: string;
  /** Some of the places where it can be downloaded; none: a blob that waits to be swept. */
  readonly uses: readonly BlobUse[];
  /** null: nobody asked for one. */
  readonly repair: Repair | null;
}

export interface VerifyReport {
  readonly blobs: number;
  readonly sizeBytes: number;
  /** Damaged blobs that somebody can ask for, and that were not repaired. */
  readonly lost: number;
  readonly repaired: number;
  /** Cached documents of upstreams that do not read well: the upstream has them; with a repair they are forgotten. */
  readonly documents: number;
  /** Files that no record names; the sweeper removes them. */
  readonly orphans: number;
  /** As found, before any repair. */
  readonly brokenRules: readonly BrokenRule[];
}

const page = 100;
const shownUses = 10;

async function examine(deps: VerifyDeps, blob: StoredBlob): Promise<DamagedBlob | null> {
  const { database, blobs, repair } = deps;
  const damage = await examineBlob(blobs, blob);
  // Swept while it was read: then nobody wants it.
  if (damage === null || (await findLocation(database.reader, blob.id)) !== blob.location) return null;
  const uses = await usesOfBlob(database.reader, blob.id, shownUses);
  const mended = repair === null || uses.length === 0 ? null : await repair(blob, uses);
  return { ...damage, location: blob.location, uses, repair: mended };
}

type BlobResult = Pick<VerifyReport, 'blobs' | 'sizeBytes' | 'lost' | 'repaired'>;

async function verifyBlobs(deps: VerifyDeps): Promise<BlobResult> {
  const { reader } = deps.database;
  const total = await countBlobs(reader);
  const result = { blobs: 0, sizeBytes: 0, lost: 0, repaired: 0 };
  for (let afterId = 0; ; ) {
    const blobs = await listBlobs(reader, afterId, page);
    for (const blob of blobs) {
      const found = await examine(deps, blob);
      result.blobs++;
      result.sizeBytes += blob.sizeBytes;
      deps.onProgress(result.sizeBytes, total.sizeBytes);
      if (found === null) continue;
      deps.onDamage(found);
      if (found.repair?.kind === 'repaired') result.repaired++;
      else if (found.uses.length > 0) result.lost++;
    }
    const last = blobs.at(-1);
    if (last === undefined) return result;
    afterId = last.id;
  }
}

async function verifyDocuments({ database, blobs, clock, repair }: VerifyDeps): Promise<number> {
  let damaged = 0;
  for (let after = ''; ; ) {
    const bodies = await listReplyBodies(database.reader, after, page);
    for (const body of bodies) {
      const damage = await examineBlob(blobs, { ...body, domainId: 0, digests: { sha256: body.digest } });
      if (damage === null || (await findUnnamed(database.reader, [body.location])).length > 0) continue;
      damaged++;
      if (repair === null) continue;
      const { connection, url, accept, location } = body;
      await database.write(dropReply, { connection, url, accept, location, now: clock.now().getTime() });
      await blobs.remove(location);
    }
    const last = bodies.at(-1);
    if (last === undefined) return damaged;
    after = last.location;
  }
}

async function countOrphans({ database, blobs, clock }: VerifyDeps): Promise<number> {
  let orphans = 0;
  let batch: string[] = [];
  const look = async (): Promise<void> => {
    orphans += (await findUnnamed(database.reader, batch)).length;
    batch = [];
  };
  for await (const location of blobs.list(clock.now())) {
    batch.push(location);
    if (batch.length === page) await look();
  }
  await look();
  return orphans;
}

/** Reads everything that is stored, and compares it with the records. Servers may go on meanwhile. */
export async function verifyStore(deps: VerifyDeps): Promise<VerifyReport> {
  const brokenRules = await checkRecords(deps.database.reader);
  if (deps.repair !== null && brokenRules.some(({ loss }) => !loss))
    await deps.database.write(repairRecords, { now: deps.clock.now().getTime() });
  const blobs = await verifyBlobs(deps);
  const documents = await verifyDocuments(deps);
  return { ...blobs, documents, orphans: await countOrphans(deps), brokenRules };
}
