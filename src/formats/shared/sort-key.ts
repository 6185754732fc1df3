import { parse } from 'semver';

const encoder = new TextEncoder();

/**
 * A decimal number of any length: how many digits, then the digits. Longer numbers sort higher; leading zeros do not
 * count. Runs of 255 in the length carry on into the next byte.
 */
export function num(digits: string | number): number[] {
  const plain = String(digits).replace(/^0+(?=\d)/, '');
  const bytes: number[] = [];
  let length = plain.length;
  for (; length >= 255; length -= 255) bytes.push(255);
  bytes.push(length);
  for (const digit of plain) bytes.push(digit.charCodeAt(0));
  return bytes;
}

/** Text in code point order, closed by a zero so that a prefix sorts first. `value` must not hold U+0000. */
export const text = (value: string): number[] => [...encoder.encode(value), 0];

const partsOf = (version: string): readonly (readonly string[])[] | null => {
  const parsed = parse(version);
  if (parsed === null) return null;
  const [plain = ''] = version.trim().replace(/^v/, '').split('+', 1);
  const dash = plain.indexOf('-');
  return dash < 0 ? [plain.split('.'), []] : [plain.slice(0, dash).split('.'), plain.slice(dash + 1).split('.')];
};

const prereleasePart = (part: string): number[] => (/^\d+$/.test(part) ? [1, ...num(part)] : [2, ...text(part)]);

/**
 * Bytes whose order is the precedence of SemVer 2.0.0 §11; build metadata does not count. What is no semantic version
 * sorts below every one that is, by its code points.
 */
export function semverSortKey(version: string): Uint8Array {
  const parts = partsOf(version);
  if (parts === null) return Uint8Array.from([0, ...encoder.encode(version)]);
  const [numbers = [], prerelease = []] = parts;
  const release = numbers.flatMap(num);
  return Uint8Array.from(
    prerelease.length === 0 ? [...release, 255] : [...release, ...prerelease.flatMap(prereleasePart), 0],
  );
}
