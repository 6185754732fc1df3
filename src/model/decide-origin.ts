import type { OriginControls } from './origin.ts';
import type { EffectiveMode, RestrictionType } from './origin-restriction.ts';
import type { AssociationType } from './package-group-match.ts';

/** What the package groups of a domain say of one package. */
export interface GroupRule {
  /** The pattern of the group that the package is associated with. */
  readonly pattern: string;
  readonly association: AssociationType;
  readonly restrictions: Readonly<Record<RestrictionType, GroupRestriction>>;
}

export interface GroupRestriction {
  readonly mode: EffectiveMode;
  /** The pattern of the group that says so. */
  readonly from: string;
  /** Of the repositories that were asked about, those on its list. */
  readonly allowed: ReadonlySet<number>;
}

/** Who keeps a version out: the package's own controls, a pattern that it only looks like, or a group. */
export type OriginRefusal =
  | { readonly by: 'package' }
  | { readonly by: 'look-alike'; readonly pattern: string }
  | { readonly by: 'group'; readonly pattern: string; readonly mode: EffectiveMode };

/**
 * Whether a new version may come into the repository in this way; null: it may. The package's controls and its group
 * both have to allow it (AWS: "Package group origin controls"). `controls`: null for a package that is not there yet.
 */
export function decideOrigin(
  way: RestrictionType,
  repositoryId: number,
  controls: OriginControls | null,
  { pattern, association, restrictions }: GroupRule,
): OriginRefusal | null {
  const own = way === 'PUBLISH' ? controls?.publish : controls?.upstream;
  if (own === 'BLOCK') return { by: 'package' };
  if (association === 'WEAK') return { by: 'look-alike', pattern };
  const { mode, from, allowed } = restrictions[way];
  if (mode === 'ALLOW' || (mode === 'ALLOW_SPECIFIC_REPOSITORIES' && allowed.has(repositoryId))) return null;
  return { by: 'group', pattern: from, mode };
}
