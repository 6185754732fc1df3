import type { ListTagsForResourceRequest, ListTagsForResourceResult } from '@aws-sdk/client-codeartifact';
import { listResourceTags } from '../../metadata/resource-tags.ts';
import type { Operation } from '../operation.ts';
import { onTagged, readTagged } from '../tagged-resource.ts';

/** All of them at once, in the order of their keys. */
export const listTagsForResource: Operation<ListTagsForResourceRequest, ListTagsForResourceResult> = {
  action: 'codeartifact:ListTagsForResource',
  resource: onTagged,
  async handle(input, scope) {
    return { tags: await listResourceTags(scope.deps.database.reader, await readTagged(input, scope)) };
  },
};
