import type { UntagResourceRequest, UntagResourceResult } from '@aws-sdk/client-codeartifact';
import { removeResourceTags } from '../../metadata/change-resource-tags.ts';
import type { Operation } from '../operation.ts';
import { onTagged, readTagged } from '../tagged-resource.ts';

export const untagResource: Operation<UntagResourceRequest, UntagResourceResult> = {
  action: 'codeartifact:UntagResource',
  resource: onTagged,
  async handle(input, scope) {
    const resource = await readTagged(input, scope);
    await scope.request.write(scope.deps.database, removeResourceTags, { resource, keys: input.tagKeys });
    return {};
  },
};
