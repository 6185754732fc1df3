import { createHash } from 'node:crypto';
import type { PackageIndex } from '../../model/package.ts';
import type { NpmFacts } from './facts.ts';

/**
 * `_rev` of a packument: a digest of versions, deprecations and tags, so that a document to be written back can be held
 * against what the package is by then.
 */
export function packumentRevision({ versions, tags }: Pick<PackageIndex<NpmFacts>, 'versions' | 'tags'>): string {
  const hash = createHash('sha256');
  for (const { version, facts } of versions)
    hash.update(`${JSON.stringify([version, facts.dist, facts.deprecated])}\n`);
  for (const tag of tags) hash.update(JSON.stringify(tag));
  return `1-${hash.digest('hex').slice(0, 32)}`;
}
