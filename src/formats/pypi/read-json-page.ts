import { fileUrl, knownDigests, type ListedFile } from './listing.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The files of a project page in JSON (PEP 691, 700, 714, 740), URLs resolved against the address it came from. */
export function readJsonPage(text: string, base: URL): ListedFile[] {
  const page: unknown = JSON.parse(text);
  const version = isObject(page) && isObject(page['meta']) ? page['meta']['api-version'] : undefined;
  if (!isObject(page) || !Array.isArray(page['files']) || !/^1(?:\.|$)/.test(String(version)))
    throw new Error(`${base.href} is no page of version 1 of the simple repository API.`);
  return page['files'].flatMap((file) => readFile(file, base));
}

function readFile(file: unknown, base: URL): ListedFile[] {
  if (!isObject(file)) return [];
  const { filename, url: reference, hashes, size, yanked, provenance } = file;
  if (typeof filename !== 'string' || typeof reference !== 'string') return [];
  const url = fileUrl(reference, base);
  if (url === null) return [];
  url.hash = '';
  return [
    {
      name: filename,
      url: url.href,
      digests: knownDigests(isObject(hashes) ? new Map(Object.entries(hashes)) : new Map()),
      sizeBytes: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : null,
      uploadedAt: readTime(file['upload-time']),
      requiresPython: typeof file['requires-python'] === 'string' ? file['requires-python'] : null,
      metadata: metadataDigest(file['core-metadata'] ?? file['dist-info-metadata']),
      yanked: typeof yanked === 'string' ? yanked : yanked === true ? '' : null,
      provenance: typeof provenance === 'string' ? (fileUrl(provenance, base)?.href ?? null) : null,
    },
  ];
}

/** Metadata offered without a SHA-256 cannot be checked, and is not offered on. */
const metadataDigest = (value: unknown): string | null =>
  isObject(value) ? (knownDigests(new Map(Object.entries(value))).sha256 ?? null) : null;

function readTime(value: unknown): string | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
