/** How a version came into the domain (`PackageVersionOriginType`). */
export type OriginType = 'INTERNAL' | 'EXTERNAL' | 'UNKNOWN';

/** Stored as these numbers; never renumber. */
export const originCodes = { INTERNAL: 1, EXTERNAL: 2, UNKNOWN: 3 } as const;

export function originOf(code: number): OriginType {
  const found = Object.entries(originCodes).find(([, value]) => value === code);
  if (found === undefined) throw new Error(`unknown origin type ${code}`);
  return found[0] as OriginType;
}

/** Where it came in: a repository it was published to, or an external connection. */
export interface EntryPoint {
  readonly kind: 'repository' | 'connection';
  readonly name: string;
}

/** `AllowPublish` and `AllowUpstream`: the origin controls of a package in one repository. */
export type Allowance = 'ALLOW' | 'BLOCK';
export interface OriginControls {
  readonly publish: Allowance;
  readonly upstream: Allowance;
}

/** AWS: "Default package origin control settings". */
export const controlsOfFirstPublish: OriginControls = { publish: 'ALLOW', upstream: 'BLOCK' };
export const controlsOfFirstIngest: OriginControls = { publish: 'BLOCK', upstream: 'ALLOW' };
