import { invalid } from '../kernel/errors.ts';
import type { ResourceTag } from '../metadata/resource-tags.ts';
import type { Permission } from './operation.ts';

/** Validation for a key that comes twice or is AWS's own. */
export function parseTags(tags: readonly ResourceTag[] | undefined): readonly ResourceTag[] {
  const keys = new Set<string>();
  for (const { key } of tags ?? []) {
    if (keys.has(key)) throw invalid(`The tag key '${key}' comes twice.`);
    if (key.toLowerCase().startsWith('aws:')) throw invalid(`The tag key '${key}' may not begin with 'aws:'.`);
    keys.add(key);
  }
  return (tags ?? []).map(({ key, value }) => ({ key, value }));
}

/** Tags given at creation need the permission to tag. */
export const taggingOf = (tags: readonly ResourceTag[] | undefined, resource: string): readonly Permission[] =>
  tags === undefined || tags.length === 0 ? [] : [{ action: 'codeartifact:TagResource', resource }];
