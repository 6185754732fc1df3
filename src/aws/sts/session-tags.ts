import type { Session } from '../../identity/session.ts';
import { invalid } from '../../kernel/errors.ts';
import type { ResourceTag } from '../../metadata/resource-tags.ts';
import { stsRefusal } from './errors.ts';

interface AskedTags {
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[] | undefined;
  readonly TransitiveTagKeys: readonly string[] | undefined;
}

export interface SessionTags {
  /** Those that the request brings. */
  readonly own: readonly ResourceTag[];
  /** Those of the session, with what the asking session passes on. */
  readonly all: readonly ResourceTag[];
  readonly transitiveTagKeys: readonly string[];
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function readOwn(asked: AskedTags['Tags']): ResourceTag[] {
  const tags = (asked ?? []).map(({ Key: key, Value: value }) => ({ key, value }));
  for (const [index, { key }] of tags.entries()) {
    if (key.toLowerCase().startsWith('aws:'))
      throw invalid(`The tag key '${key}' begins with 'aws:', which is reserved.`);
    if (tags.findIndex((other) => same(other.key, key)) !== index)
      throw stsRefusal.invalidParameter(`Duplicate tag keys found: '${key}'. Tag keys are case insensitive.`);
  }
  return tags;
}

/** Tags of a session that is asked for, by another session or not (IAM User Guide, "Chaining roles with session tags"). */
export function sessionTags({ Tags, TransitiveTagKeys = [] }: AskedTags, asking: Session | null): SessionTags {
  const own = readOwn(Tags);
  const passed = (asking?.tags ?? []).filter(([key]) => asking?.transitiveTagKeys.includes(key));
  const clash = own.find(({ key }) => passed.some(([other]) => same(key, other)));
  if (clash !== undefined)
    throw stsRefusal.invalidParameter(
      `The tag key '${clash.key}' cannot be set: it is a transitive tag of the calling session.`,
    );
  const missing = TransitiveTagKeys.find((key) => !own.some((tag) => same(tag.key, key)));
  if (missing !== undefined)
    throw stsRefusal.invalidParameter(`The transitive tag key '${missing}' is not among the session tags.`);
  const keys = own.filter(({ key }) => TransitiveTagKeys.some((asked) => same(asked, key))).map(({ key }) => key);
  return {
    own,
    all: [...passed.map(([key, value]) => ({ key, value })), ...own],
    transitiveTagKeys: [...passed.map(([key]) => key), ...keys],
  };
}
