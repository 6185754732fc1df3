import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../kernel/clock.ts';
import { pooledRandom } from '../kernel/pooled-random.ts';
import type { DataKeys } from '../keys/domain-keys.ts';
import { formatLocation, slotAt } from './blob-location.ts';
import type { BlobLocation, StagedFile, StageOptions } from './blob-store.ts';
import { type BlobSeal, newBlobSeal } from './encryption/blob-seal.ts';
import { sealWhole } from './encryption/seal-whole.ts';
import { heldFile } from './held-file.ts';
import { stagingFolder } from './list-locations.ts';
import type { Placing } from './placing.ts';
import { stageBytes } from './stage-bytes.ts';
import { stagedFile } from './staged-file.ts';
import type { StagingPool } from './staging-pool.ts';
import { storageFailure } from './storage-failure.ts';

export interface TakeInDeps {
  readonly root: string;
  readonly clock: Clock;
  readonly keys: DataKeys;
  readonly encrypt: boolean;
  readonly placing: Placing;
  readonly pool: StagingPool;
}

/** What a blob is stored under before its digest is known. */
interface Place {
  readonly domainId: number;
  readonly nonce: string;
  readonly seal: BlobSeal | null;
}

async function newPlace({ keys, encrypt }: TakeInDeps, domainId: number): Promise<Place> {
  const nonce = pooledRandom(8);
  return { domainId, nonce: nonce.toString('hex'), seal: encrypt ? await newBlobSeal(keys, domainId, nonce) : null };
}

/** The location that `put` brought the blob to; what the disk refuses is said in words for the caller. */
async function placed(
  { root, clock }: TakeInDeps,
  { domainId, nonce }: Place,
  sha256: string,
  put: (location: string) => Promise<void>,
): Promise<string> {
  const location = formatLocation({ domainId, slot: slotAt(clock.now()), sha256, nonce });
  try {
    await put(location);
  } catch (error) {
    throw storageFailure(error, root);
  }
  return location;
}

async function placeHeld(deps: TakeInDeps, domainId: number, sha256: string, bytes: Buffer): Promise<BlobLocation> {
  const place = await newPlace(deps, domainId);
  const { seal } = place;
  const stored = seal === null ? bytes : sealWhole(seal, bytes);
  const location = await placed(deps, place, sha256, (at) => deps.placing.write(at, stored));
  return { location, wrappedKey: seal?.wrappedKey ?? null };
}

/** Takes bytes in, in memory while they are small, else in a file of the domain's staging folder. */
export async function takeIn(
  deps: TakeInDeps,
  domainId: number,
  bytes: AsyncIterable<Uint8Array>,
  options: StageOptions,
): Promise<StagedFile> {
  const { root, clock, placing, pool } = deps;
  const folder = join(root, String(domainId), stagingFolder);
  let place: Place | null = null;
  const open = async () => {
    place = await newPlace(deps, domainId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return pool.open(join(folder, place.nonce), place.seal);
  };
  const { content, held } = await stageBytes(open, bytes, options).catch((error: unknown) => {
    throw storageFailure(error, root);
  });
  const { sha256 } = content.digests;
  const stagedAt = clock.now();
  if (held !== null) return heldFile(content, held, stagedAt, (all) => placeHeld(deps, domainId, sha256, all));
  const { nonce, seal } = place as unknown as Place;
  const path = join(folder, nonce);
  return stagedFile({ root, domainId, path, nonce, seal, stagedAt }, content, () =>
    placed(deps, { domainId, nonce, seal }, sha256, (at) => placing.move(path, at)),
  );
}
