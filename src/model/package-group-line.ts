import { type Association, type PackagePath, rankGroups } from './package-group-match.ts';
import type { GroupPattern } from './package-group-pattern.ts';

export interface GroupInTree {
  readonly id: number;
  /** null: the root. */
  readonly parentId: number | null;
}

/** The group and all above it, the nearest first. `groups` has to hold them. */
export function lineOf<G extends GroupInTree>(group: G, groups: ReadonlyMap<number, G>): G[] {
  const line = [group];
  for (let { parentId } = group; parentId !== null; ) {
    const parent = groups.get(parentId);
    if (parent === undefined) throw new Error(`package group ${parentId} is missing above ${group.id}`);
    line.push(parent);
    ({ parentId } = parent);
  }
  return line;
}

/** The group that the package is associated with; `groups` has to hold all that match it, the root among them. */
export function associate<G extends GroupPattern>(groups: readonly G[], path: PackagePath): Association<G> {
  const [first] = rankGroups(groups, path);
  if (first === undefined) throw new Error(`no package group matches ${path.text}`);
  return first;
}
