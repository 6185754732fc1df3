import { hash } from 'node:crypto';
import { revisionBytes } from '../model/revision.ts';
import { StaleWriteError } from './database.ts';
import type { AssetOrigin } from './package-versions.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { ContentAssetsTable, ContentsTable, Db, FactsTable } from './schema.ts';
import { holdBlobs, type NewBlob, useBlob } from './use-blob.ts';

/** The format's facts of a version and what was computed from them. */
export interface NewFacts {
  /** JSON of the format's facts. */
  readonly body: string;
  /** JSON of `Description`. */
  readonly description: string;
  readonly readme: string | null;
}

export interface NewAsset {
  readonly name: string;
  /** New bytes, the id of a blob that the domain has, or null where the bytes are still with the upstream. */
  readonly blob: NewBlob | number | null;
  readonly origin: AssetOrigin | null;
}

export interface NewContent {
  /** `revisionOf` its parts. */
  readonly revision: string;
  readonly facts: NewFacts;
  /** The whole list. */
  readonly assets: readonly NewAsset[];
}

export interface PutContent {
  readonly id: number;
  /** Locations of files that turned out to be copies of what the domain had. */
  readonly unused: readonly string[];
}

/** What the digest of `NewFacts` covers; also a part of the revision. */
export const factsDigest = ({ body, readme }: Pick<NewFacts, 'body' | 'readme'>): Buffer =>
  hash('sha256', `${body.length}:${body}${readme ?? ''}`, 'buffer');

/** No row: they are there. */
const insertFacts = prepareQuery((db, row: Placeholders<Omit<FactsTable, 'id'>>) =>
  db
    .insertInto('facts')
    .values(row)
    .onConflict((conflict) => conflict.columns(['domain_id', 'digest']).doNothing())
    .returning('id'),
);

const factsByDigest = prepareQuery((db, args: Placeholders<{ domainId: number; digest: Uint8Array }>) =>
  db.selectFrom('facts').select('id').where('domain_id', '=', args.domainId).where('digest', '=', args.digest),
);

async function putFacts(tx: Db, domainId: number, facts: NewFacts): Promise<number> {
  const digest = factsDigest(facts);
  const { body, description, readme } = facts;
  const made = await insertFacts.first(tx, { domain_id: domainId, digest, body, description, readme });
  return (made ?? (await factsByDigest.one(tx, { domainId, digest }))).id;
}

interface PlacedAsset {
  readonly name: string;
  readonly blobId: number | null;
  readonly origin: string | null;
}

async function placeAssets(
  tx: Db,
  domainId: number,
  assets: readonly NewAsset[],
): Promise<{ placed: PlacedAsset[]; unused: string[] }> {
  const kept = assets.flatMap(({ blob }) => (typeof blob === 'number' ? [blob] : []));
  // An asset taken over from another version may have gone with it since.
  if (!(await holdBlobs(tx, kept))) throw new StaleWriteError();
  const placed: PlacedAsset[] = [];
  const unused: string[] = [];
  for (const { name, blob, origin } of assets) {
    const used =
      blob === null || typeof blob === 'number' ? { id: blob, unused: null } : await useBlob(tx, domainId, blob);
    if (used.unused !== null) unused.push(used.unused);
    placed.push({ name, blobId: used.id, origin: origin === null ? null : JSON.stringify(origin) });
  }
  return { placed, unused };
}

const fillAsset = prepareQuery((db, args: Placeholders<{ contentId: number; name: string; blobId: number }>) =>
  db
    .updateTable('content_assets')
    .set({ blob_id: args.blobId })
    .where('content_id', '=', args.contentId)
    .where('name', '=', args.name)
    .where('blob_id', 'is', null),
);

/** Bytes that a content with the same revision kept by name only. */
async function fillAssets(tx: Db, contentId: number, placed: readonly PlacedAsset[]): Promise<void> {
  for (const { name, blobId } of placed) {
    if (blobId === null) continue;
    await fillAsset.all(tx, { contentId, name, blobId });
  }
}

const contentByRevision = prepareQuery((db, args: Placeholders<{ domainId: number; revision: Uint8Array }>) =>
  db.selectFrom('contents').select('id').where('domain_id', '=', args.domainId).where('revision', '=', args.revision),
);

const insertContent = prepareQuery((db, row: Placeholders<Omit<ContentsTable, 'id'>>) =>
  db.insertInto('contents').values(row).returning('id'),
);

const insertAssets = prepareQuery((db, { rows }: Placeholders<{ rows: readonly ContentAssetsTable[] }>) =>
  db.insertInto('content_assets').values(rows),
);

/** The domain's content with this revision, made if it is new. */
export async function putContent(tx: Db, domainId: number, content: NewContent, now: number): Promise<PutContent> {
  const { placed, unused } = await placeAssets(tx, domainId, content.assets);
  const revision = revisionBytes(content.revision);
  const known = await contentByRevision.first(tx, { domainId, revision });
  if (known !== undefined) {
    await fillAssets(tx, known.id, placed);
    return { id: known.id, unused };
  }
  const { id } = await insertContent.one(tx, {
    domain_id: domainId,
    revision,
    facts_id: await putFacts(tx, domainId, content.facts),
    created_at: now,
  });
  const rows = placed.map(({ name, blobId, origin }) => ({ content_id: id, name, blob_id: blobId, origin }));
  if (rows.length > 0) await insertAssets.all(tx, { rows });
  return { id, unused };
}
