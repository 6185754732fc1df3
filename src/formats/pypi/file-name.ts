import { normaliseName } from './project-name.ts';

export type DistributionKind = 'bdist_wheel' | 'sdist';

export interface DistributionFile {
  readonly kind: DistributionKind;
  /** As the file spells them. */
  readonly name: string;
  readonly version: string;
}

const sdistSuffix = /\.(?:tar\.gz|tgz|zip|tar\.bz2|tar\.xz|tar\.Z|tar)$/;

/**
 * What a file name says: wheels by PEP 427, source distributions by PEP 625 and by the names from before it, in which
 * only the project tells where the version begins. null: neither, or of another project.
 */
export function parseFileName(file: string, project: string): DistributionFile | null {
  const found = file.endsWith('.whl') ? parseWheel(file) : parseSdist(file, project);
  return found !== null && normaliseName(found.name) === project && found.version !== '' ? found : null;
}

function parseWheel(file: string): DistributionFile | null {
  const parts = file.slice(0, -'.whl'.length).split('-');
  const [name = '', version = '', build = '0'] = parts;
  if (parts.length < 5 || parts.length > 6 || parts.includes('')) return null;
  if (parts.length === 6 && !/^\d/.test(build)) return null;
  return { kind: 'bdist_wheel', name, version };
}

function parseSdist(file: string, project: string): DistributionFile | null {
  const suffix = sdistSuffix.exec(file);
  if (suffix === null) return null;
  const stem = file.slice(0, suffix.index);
  for (let cut = stem.indexOf('-'); cut > 0 && cut <= 255; cut = stem.indexOf('-', cut + 1)) {
    const name = stem.slice(0, cut);
    if (normaliseName(name) === project) return { kind: 'sdist', name, version: stem.slice(cut + 1) };
  }
  return null;
}
