import type { ResourceTag } from '../../metadata/resource-tags.ts';
import { invalidInput } from './errors.ts';

/** Tags as the store has them. InvalidInput for a key that comes twice, without regard to case, or is AWS's own. */
export function readTags(tags: readonly { readonly Key: string; readonly Value: string }[] | undefined): ResourceTag[] {
  const seen = new Set<string>();
  return (tags ?? []).map(({ Key: key, Value: value }) => {
    const folded = key.toLowerCase();
    if (seen.has(folded))
      throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    if (folded.startsWith('aws:')) throw invalidInput(`The tag key '${key}' begins with 'aws:', which is reserved.`);
    seen.add(folded);
    return { key, value };
  });
}
