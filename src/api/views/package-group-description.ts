import type { PackageGroupDescription, PackageGroupOriginRestriction } from '@aws-sdk/client-codeartifact';
import { notFound } from '../../kernel/errors.ts';
import { countAllowed } from '../../metadata/allowed-repositories.ts';
import { readLines } from '../../metadata/list-package-groups.ts';
import type { StoredGroup } from '../../metadata/package-groups.ts';
import type { Db } from '../../metadata/schema.ts';
import { type DomainId, packageGroupArn } from '../../model/arn.ts';
import { effectiveRestriction, type RestrictionType, restrictionTypes } from '../../model/origin-restriction.ts';
import { lineOf } from '../../model/package-group-line.ts';

const reference = (id: DomainId, { text }: StoredGroup) => ({ arn: packageGroupArn(id, text), pattern: text });

type Counts = Awaited<ReturnType<typeof countAllowed>>;

/** The list that counts is that of the group which the mode comes from. */
function describeRestriction(
  id: DomainId,
  line: readonly StoredGroup[],
  type: RestrictionType,
  counts: Counts,
): PackageGroupOriginRestriction {
  const [group] = line;
  const { mode: effectiveMode, from } = effectiveRestriction(line, type);
  return {
    mode: group?.restrictions[type],
    effectiveMode,
    ...(from !== group && { inheritedFrom: reference(id, from) }),
    ...(effectiveMode === 'ALLOW_SPECIFIC_REPOSITORIES' && { repositoriesCount: counts.get(from.id)?.[type] ?? 0 }),
  };
}

function describe(id: DomainId, line: readonly StoredGroup[], counts: Counts): PackageGroupDescription[] {
  const [group, parent] = line;
  if (group === undefined) return [];
  const restrictions = restrictionTypes.map((type) => [type, describeRestriction(id, line, type, counts)] as const);
  const description: PackageGroupDescription = {
    ...reference(id, group),
    domainName: id.domain,
    domainOwner: id.owner,
    createdTime: group.createdAt,
    contactInfo: group.contactInfo ?? undefined,
    description: group.description ?? undefined,
    originConfiguration: { restrictions: Object.fromEntries(restrictions) },
    ...(parent !== undefined && { parent: reference(id, parent) }),
  };
  return [description];
}

/** Groups of one domain with what they inherit, less those deleted since; a summary has the same members. */
export async function describeGroups(
  db: Db,
  id: DomainId,
  groups: readonly StoredGroup[],
): Promise<PackageGroupDescription[]> {
  const ids = groups.map((group) => group.id);
  const known = await readLines(db, ids);
  const counts = await countAllowed(db, [...known.keys()]);
  const present = ids.flatMap((each) => known.get(each) ?? []);
  return present.flatMap((group) => describe(id, lineOf(group, known), counts));
}

/** NotFound when it was deleted since. */
export async function describeGroup(db: Db, id: DomainId, group: StoredGroup): Promise<PackageGroupDescription> {
  const [description] = await describeGroups(db, id, [group]);
  if (description === undefined) throw notFound({ type: 'package-group', id: group.text });
  return description;
}
