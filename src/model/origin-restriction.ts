/** `PackageGroupOriginRestrictionType`: the ways in which a version comes into a repository. */
export const restrictionTypes = ['PUBLISH', 'EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM'] as const;
export type RestrictionType = (typeof restrictionTypes)[number];

/** `PackageGroupOriginRestrictionMode`. */
export type RestrictionMode = 'ALLOW' | 'ALLOW_SPECIFIC_REPOSITORIES' | 'BLOCK' | 'INHERIT';
export type EffectiveMode = Exclude<RestrictionMode, 'INHERIT'>;

export type Restrictions = Readonly<Record<RestrictionType, RestrictionMode>>;

/** Stored as these numbers; never renumber. */
export const restrictionTypeCodes: Record<RestrictionType, number> = {
  PUBLISH: 1,
  EXTERNAL_UPSTREAM: 2,
  INTERNAL_UPSTREAM: 3,
};
export const restrictionModeCodes: Record<RestrictionMode, number> = {
  ALLOW: 1,
  ALLOW_SPECIFIC_REPOSITORIES: 2,
  BLOCK: 3,
  INHERIT: 4,
};

const modesByCode = new Map(
  Object.entries(restrictionModeCodes).map(([mode, code]) => [code, mode as RestrictionMode]),
);

export function restrictionModeOf(code: number): RestrictionMode {
  const mode = modesByCode.get(code);
  if (mode === undefined) throw new Error(`unknown restriction mode ${code}`);
  return mode;
}

/** What a domain's root group begins with. */
export const restrictionsOfRoot: Restrictions = {
  PUBLISH: 'ALLOW',
  EXTERNAL_UPSTREAM: 'ALLOW',
  INTERNAL_UPSTREAM: 'ALLOW',
};
/** What every group but the root begins with. */
export const restrictionsOfNewGroup: Restrictions = {
  PUBLISH: 'INHERIT',
  EXTERNAL_UPSTREAM: 'INHERIT',
  INTERNAL_UPSTREAM: 'INHERIT',
};

export interface Effective<G> {
  readonly mode: EffectiveMode;
  /** The group that says so: its list of allowed repositories counts too. */
  readonly from: G;
}

/** `line` is the group and all above it, the nearest first; the last one is the root, which inherits nothing. */
export function effectiveRestriction<G extends { readonly restrictions: Restrictions }>(
  line: readonly G[],
  type: RestrictionType,
): Effective<G> {
  for (const from of line) {
    const mode = from.restrictions[type];
    if (mode !== 'INHERIT') return { mode, from };
  }
  throw new Error(`no group of the line says anything of ${type}`);
}
