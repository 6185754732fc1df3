import type { ResourceTag } from '../metadata/resource-tags.ts';
import type { RawInput } from './protocol/read-input.ts';

/** What `aws:RequestTag` and `aws:TagKeys` are read from: the tags that a validated input brings, the keys it takes away. */
export function tagsOfInput(input: RawInput): {
  readonly tags: readonly ResourceTag[];
  readonly tagKeys: readonly string[];
} {
  const { tags = [], tagKeys = [] } = input as {
    readonly tags?: readonly ResourceTag[];
    readonly tagKeys?: readonly string[];
  };
  return { tags, tagKeys: [...tags.map(({ key }) => key), ...tagKeys] };
}
