import type { GroupRestriction, GroupRule } from '../model/decide-origin.ts';
import { effectiveRestriction, type RestrictionType } from '../model/origin-restriction.ts';
import { associate, lineOf } from '../model/package-group-line.ts';
import { type Association, looksAbove, type PackagePath } from '../model/package-group-match.ts';
import { allowedAmong } from './allowed-repositories.ts';
import { findGroupsByLook, type StoredGroup } from './package-groups.ts';
import type { Db } from './schema.ts';

const none: ReadonlySet<number> = new Set();

async function restriction(
  db: Db,
  line: readonly StoredGroup[],
  type: RestrictionType,
  repositoryIds: readonly number[],
): Promise<GroupRestriction> {
  const { mode, from } = effectiveRestriction(line, type);
  const isListed = mode === 'ALLOW_SPECIFIC_REPOSITORIES';
  const allowed = isListed ? await allowedAmong(db, { groupId: from.id, type }, repositoryIds) : none;
  return { mode, from: from.text, allowed };
}

/** The group of the domain that the package is associated with, and the groups above it, the nearest first. */
export async function findAssociation(
  db: Db,
  domainId: number,
  path: PackagePath,
): Promise<Association<StoredGroup> & { readonly line: readonly StoredGroup[] }> {
  const groups = await findGroupsByLook(db, domainId, looksAbove(path.look));
  const association = associate(groups, path);
  const line = lineOf(association.group, new Map(groups.map((each) => [each.id, each])));
  return { ...association, line };
}

/** What the groups of the domain say of a package that comes into one of the repositories: one query, as a rule. */
export async function readGroupRule(
  db: Db,
  domainId: number,
  path: PackagePath,
  repositoryIds: readonly number[],
): Promise<GroupRule> {
  const { group, type, line } = await findAssociation(db, domainId, path);
  const of = (way: RestrictionType) => restriction(db, line, way, repositoryIds);
  return {
    pattern: group.text,
    association: type,
    restrictions: {
      PUBLISH: await of('PUBLISH'),
      EXTERNAL_UPSTREAM: await of('EXTERNAL_UPSTREAM'),
      INTERNAL_UPSTREAM: await of('INTERNAL_UPSTREAM'),
    },
  };
}
