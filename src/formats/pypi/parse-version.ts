/** A version by PEP 440. Numbers are decimal digits without leading zeros: dates as numbers outgrow a double. */
export interface ParsedVersion {
  readonly epoch: string;
  readonly release: readonly string[];
  readonly pre: { readonly letter: 'a' | 'b' | 'rc'; readonly number: string } | null;
  readonly post: string | null;
  readonly dev: string | null;
  /** Lower case; empty: no local part. */
  readonly local: readonly string[];
}

const separator = '[-_.]?';
const pattern = new RegExp(
  [
    '^v?(?:(?<epoch>\\d+)!)?(?<release>\\d+(?:\\.\\d+)*)',
    `(?:${separator}(?<pre>alpha|beta|preview|pre|rc|a|b|c)${separator}(?<preNumber>\\d*))?`,
    `(?:-(?<bare>\\d+)|${separator}(?<post>post|rev|r)${separator}(?<postNumber>\\d*))?`,
    `(?:${separator}(?<dev>dev)${separator}(?<devNumber>\\d*))?`,
    '(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$',
  ].join(''),
  'i',
);

const longestVersion = 255;
const digits = (text: string | undefined): string => text?.replace(/^0+(?=\d)/, '') || '0';

const preLetters = new Map<string, 'a' | 'b' | 'rc'>([
  ['a', 'a'],
  ['alpha', 'a'],
  ['b', 'b'],
  ['beta', 'b'],
  ['c', 'rc'],
  ['rc', 'rc'],
  ['pre', 'rc'],
  ['preview', 'rc'],
]);

/** null: no PEP 440 version (releases from before it are still on the public index). */
export function parseVersion(raw: string): ParsedVersion | null {
  const text = raw.trim();
  const groups = text.length > longestVersion ? undefined : pattern.exec(text)?.groups;
  if (groups === undefined) return null;
  const letter = preLetters.get(groups['pre']?.toLowerCase() ?? '');
  const post = groups['bare'] ?? (groups['post'] === undefined ? undefined : (groups['postNumber'] ?? ''));
  return {
    epoch: digits(groups['epoch']),
    release: (groups['release'] ?? '').split('.').map(digits),
    pre: letter === undefined ? null : { letter, number: digits(groups['preNumber']) },
    post: post === undefined ? null : digits(post),
    dev: groups['dev'] === undefined ? null : digits(groups['devNumber']),
    local: (groups['local']?.toLowerCase().split(/[-_.]/) ?? []).map((part) => (isNumber(part) ? digits(part) : part)),
  };
}

export const isNumber = (text: string): boolean => /^\d+$/.test(text);

/** The release numbers that count: '1.0' and '1.0.0' are one version. */
export function significantRelease(release: readonly string[]): readonly string[] {
  let end = release.length;
  while (end > 0 && release[end - 1] === '0') end--;
  return release.slice(0, end);
}

/** The normal form (PEP 440, "Normalization"). */
export function versionText({ epoch, release, pre, post, dev, local }: ParsedVersion): string {
  return [
    epoch === '0' ? '' : `${epoch}!`,
    release.join('.'),
    pre === null ? '' : `${pre.letter}${pre.number}`,
    post === null ? '' : `.post${post}`,
    dev === null ? '' : `.dev${dev}`,
    local.length === 0 ? '' : `+${local.join('.')}`,
  ].join('');
}

/** The normal form where there is one, else the text itself, trimmed. */
export function normaliseVersion(raw: string): string {
  const version = parseVersion(raw);
  return version === null ? raw.trim() : versionText(version);
}
