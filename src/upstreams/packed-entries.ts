import { computedMember } from '../kernel/computed-member.ts';
import type { VersionEntry } from '../model/package.ts';

type EntryHead = Omit<VersionEntry<unknown>, 'facts'>;

/** Entries of a listing with their facts as bytes: outside the heap, and copied to no other thread. */
export interface PackedEntries {
  readonly heads: readonly EntryHead[];
  /** JSON, one after the other. */
  readonly facts: Uint8Array<ArrayBuffer>;
  /** Where the facts of each end. */
  readonly ends: readonly number[];
}

const withFacts = computedMember('facts');

const firstScratchBytes = 1024 * 1024;
/** UTF-8 takes at most this many bytes for each unit of a string. */
const bytesPerUnit = 3;

/** Packs one batch after the other; what it needs meanwhile it keeps for the next. */
export function entryPacker(): (entries: readonly VersionEntry<unknown>[]) => PackedEntries {
  let scratch = Buffer.allocUnsafeSlow(firstScratchBytes);
  const reserve = (used: number, sizeBytes: number): void => {
    if (used + sizeBytes <= scratch.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (used + sizeBytes));
    scratch.copy(larger, 0, 0, used);
    scratch = larger;
  };
  return (entries) => {
    const ends: number[] = [];
    let end = 0;
    for (const { facts } of entries) {
      const text = JSON.stringify(facts);
      reserve(end, text.length * bytesPerUnit);
      end += scratch.write(text, end);
      ends.push(end);
    }
    const facts = Uint8Array.from(scratch.subarray(0, end));
    return {
      heads: entries.map(({ version, publishedAt, assets }) => ({ version, publishedAt, assets })),
      facts,
      ends,
    };
  };
}

/** Entries whose facts are made when they are asked for, each time: who renders one after the other holds but one. */
export function unpackEntries({ heads, facts, ends }: PackedEntries): VersionEntry<unknown>[] {
  const bytes = Buffer.from(facts.buffer);
  return heads.map((head, i) => withFacts(head, () => JSON.parse(bytes.toString('utf8', ends[i - 1] ?? 0, ends[i]))));
}
