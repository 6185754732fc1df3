import type { Format } from '../format.ts';
import { num, text } from '../shared/sort-key.ts';
import { isNumber, type ParsedVersion, parseVersion, significantRelease, versionText } from './parse-version.ts';

/** Versions of PEP 440. What is none of them is older than all, in the order of its bytes. */
export const versions: Format['versions'] = { key, compare, sortKey };

function key(raw: string): string {
  const version = parseVersion(raw);
  if (version === null) return raw.trim().toLowerCase();
  const release = significantRelease(version.release);
  return versionText({ ...version, release: release.length === 0 ? ['0'] : release });
}

function compare(a: string, b: string): number {
  return Buffer.compare(sortKey(a), sortKey(b));
}

/** Epoch, release, pre, post, dev, local: bytes in the order that PEP 440 compares them in. */
function sortKey(raw: string): Uint8Array {
  const version = parseVersion(raw);
  if (version === null) return Buffer.concat([Buffer.of(0), Buffer.from(key(raw))]);
  return Uint8Array.from([
    ...num(version.epoch),
    ...significantRelease(version.release).flatMap((part) => [1, ...num(part)]),
    0,
    ...preKey(version),
    ...(version.post === null ? [0] : [1, ...num(version.post)]),
    ...(version.dev === null ? [255] : [1, ...num(version.dev)]),
    ...version.local.flatMap((part) => (isNumber(part) ? [2, ...num(part)] : [1, ...text(part)])),
    0,
  ]);
}

const ranks = { a: 1, b: 2, rc: 3 } as const;

/** A development release without a pre or post part comes before the first alpha. */
function preKey({ pre, post, dev }: ParsedVersion): number[] {
  if (pre !== null) return [ranks[pre.letter], ...num(pre.number)];
  return [post === null && dev !== null ? 0 : 255];
}
