import type { Description } from '../../model/package.ts';

/** What an index says of one file, beside its name, size and digests. */
export interface PypiFile {
  readonly name: string;
  readonly requiresPython: string | null;
  /** SHA-256 of its core metadata, where that can be had at the file's URL + '.metadata' (PEP 658). */
  readonly metadata: string | null;
  /** null: not yanked; else the reason, which may be '' (PEP 592). */
  readonly yanked: string | null;
  /** The full URL at which an upstream serves its attestations (PEP 740). */
  readonly provenance: string | null;
}

export interface PypiFacts {
  /** The project's name as its own files spell it. */
  readonly name: string;
  /** From the core metadata; null: none was read yet. */
  readonly about: Omit<Description, 'displayName'> | null;
  /** By name, one each. */
  readonly files: readonly PypiFile[];
}

/** `files` with `file` put in, or in the place of the one of its name; in the order of names, whatever came first. */
export function withFile(files: readonly PypiFile[], file: PypiFile): readonly PypiFile[] {
  const others = files.filter(({ name }) => name !== file.name);
  return [...others, file].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const parseFacts = (stored: unknown): PypiFacts => stored as PypiFacts;
