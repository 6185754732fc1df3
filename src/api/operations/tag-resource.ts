import type { TagResourceRequest, TagResourceResult } from '@aws-sdk/client-codeartifact';
import { setResourceTags } from '../../metadata/change-resource-tags.ts';
import type { Operation } from '../operation.ts';
import { onTagged, readTagged } from '../tagged-resource.ts';
import { parseTags } from '../tags.ts';

export const tagResource: Operation<TagResourceRequest, TagResourceResult> = {
  action: 'codeartifact:TagResource',
  resource: onTagged,
  async handle(input, scope) {
    const resource = await readTagged(input, scope);
    const { database, quotas } = scope.deps;
    await scope.request.write(database, setResourceTags, { resource, tags: parseTags(input.tags), quotas });
    return {};
  },
};
