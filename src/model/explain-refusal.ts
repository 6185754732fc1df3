import type { OriginRefusal } from './decide-origin.ts';
import type { RestrictionType } from './origin-restriction.ts';
import type { PackageName } from './package.ts';

const deeds: Record<RestrictionType, string> = {
  PUBLISH: 'Publishing versions',
  EXTERNAL_UPSTREAM: 'Taking in versions through an external connection',
  INTERNAL_UPSTREAM: 'Taking in versions of upstream repositories',
};

/** Who refuses, and what lets the version in. */
export function explainRefusal(way: RestrictionType, { namespace, name }: PackageName, refusal: OriginRefusal): string {
  const what = `${deeds[way]} of '${namespace === null ? name : `${namespace}/${name}`}' is blocked`;
  const control = way === 'PUBLISH' ? 'publish' : 'upstream';
  switch (refusal.by) {
    case 'package':
      return `${what} by the package's origin controls (${control}=BLOCK); allow it with put-package-origin-configuration.`;
    case 'look-alike':
      return `${what}: its name only looks like those of the package group '${refusal.pattern}'. To admit it, create a package group for its own spelling.`;
    case 'group':
      return refusal.mode === 'BLOCK'
        ? `${what} by the package group '${refusal.pattern}' (${way}=BLOCK); allow it with update-package-group-origin-configuration.`
        : `${what} in this repository: the package group '${refusal.pattern}' allows specific repositories only (${way}); add it with update-package-group-origin-configuration.`;
  }
}
