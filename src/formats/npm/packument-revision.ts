import { createHash } from 'node:crypto';
import type { PackageIndex, VersionEntry } from '../../model/package.ts';
import type { NpmFacts } from './facts.ts';

type Seen = Pick<VersionEntry<NpmFacts>, 'version'> & Pick<NpmFacts, 'dist' | 'deprecated'>;

/** Told of one version after the other, in the order of publication, and then of the tags. */
export interface RevisionMaker {
  add(seen: Seen): void;
  end(tags: PackageIndex<NpmFacts>['tags']): string;
}

export function startRevision(): RevisionMaker {
  const hash = createHash('sha256');
  return {
    add: ({ version, dist, deprecated }) => {
      hash.update(`${JSON.stringify([version, dist, deprecated])}\n`);
    },
    end(tags) {
      for (const tag of tags) hash.update(JSON.stringify(tag));
      return `1-${hash.digest('hex').slice(0, 32)}`;
    },
  };
}

/**
 * `_rev` of a packument: a digest of versions, deprecations and tags, so that a document to be written back can be held
 * against what the package is by then.
 */
export function packumentRevision({ versions, tags }: Pick<PackageIndex<NpmFacts>, 'versions' | 'tags'>): string {
  const revision = startRevision();
  for (const { version, facts } of versions) revision.add({ version, ...facts });
  return revision.end(tags);
}
