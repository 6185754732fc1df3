import { findGroupsByLook } from '../metadata/package-groups.ts';
import { type DomainPackage, type FoundPackage, listPackagesByLook } from '../metadata/packages-by-look.ts';
import { afterPrefix } from '../metadata/prefix-range.ts';
import type { Db } from '../metadata/schema.ts';
import { associate } from '../model/package-group-line.ts';
import { type AssociationType, looksAbove, matchGroup, outranks } from '../model/package-group-match.ts';
import type { GroupPattern } from '../model/package-group-pattern.ts';

export interface AssociatedPackage extends FoundPackage {
  readonly association: AssociationType;
}

export interface AssociatedPackagesQuery {
  readonly domainId: number;
  /** Of a group of the domain, or of one that it might have. */
  readonly group: GroupPattern;
  readonly after: DomainPackage | null;
  readonly limit: number;
}

const batchSize = 200;

/** Where the looks end that the pattern matches. */
const endOf = ({ look, end }: GroupPattern): string => (end === 'nothing' ? `${look}\u0001` : afterPrefix(look));

/** What all looks begin with that the pattern treats as it treats this one; null: this one alone. */
function treatedAs({ look, end }: GroupPattern, treated: string): string | null {
  if (end === 'anything') return look;
  const next = treated.codePointAt(look.length);
  return end === 'nothing' || next === undefined ? null : look + String.fromCodePoint(next);
}

type Verdict = { readonly association: AssociationType } | { readonly skip: string | null };

/** Whether the package is associated with the group, and how; else what to pass over since it is not either. */
function judge(group: GroupPattern, groups: readonly GroupPattern[], { path }: FoundPackage): Verdict {
  const { group: best, type } = associate(groups, path);
  if (best.text === group.text) return { association: type };
  if (matchGroup(group, path) === null) return { skip: treatedAs(group, path.look) };
  return { skip: outranks(best, group) ? treatedAs(best, path.look) : null };
}

/** The groups that decide where these packages belong, `group` among them. */
async function rivalsOf(
  db: Db,
  domainId: number,
  group: GroupPattern,
  packages: readonly FoundPackage[],
): Promise<ReadonlyMap<string, readonly GroupPattern[]>> {
  const looks = [...new Set(packages.flatMap(({ path }) => looksAbove(path.look)))];
  const found: GroupPattern[] = await findGroupsByLook(db, domainId, looks);
  const others = found.filter(({ text }) => text !== group.text);
  return Map.groupBy([...others, group], ({ look }) => look);
}

/**
 * Packages of the domain that belong to the group, in the order of what they look like. What belongs to a more specific
 * group is passed over in one step, however much it is.
 */
export async function listAssociatedPackages(db: Db, query: AssociatedPackagesQuery): Promise<AssociatedPackage[]> {
  const { domainId, group, limit } = query;
  const until = endOf(group);
  const associated: AssociatedPackage[] = [];
  let [from, after] = [group.look, query.after];
  for (;;) {
    const batch = await listPackagesByLook(db, { domainId, from, until, after, limit: batchSize });
    const rivals = await rivalsOf(db, domainId, group, batch);
    let skip: string | null = null;
    for (const found of batch) {
      if (skip !== null && found.path.look.startsWith(skip)) continue;
      const groups = looksAbove(found.path.look).flatMap((look) => rivals.get(look) ?? []);
      const verdict = judge(group, groups, found);
      skip = 'skip' in verdict ? verdict.skip : null;
      if ('association' in verdict && associated.push({ ...found, ...verdict }) === limit) return associated;
    }
    const last = batch.at(-1);
    if (last === undefined || batch.length < batchSize) return associated;
    [from, after] = skip === null ? [from, last] : [afterPrefix(skip), null];
  }
}
