import type { PackageDocument } from '../format.ts';
import { jsonObject } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';
import { shownTags } from './shown-tags.ts';

/** GET /-/package/{package}/dist-tags: version by tag. */
export const distTags: PackageDocument<NpmFacts> = {
  key: 'dist-tags',
  of: 'package',
  render: (index) => ({
    contentType: 'application/json',
    body: jsonObject([...shownTags(index)].map(([tag, version]) => [tag, JSON.stringify(version)] as const)),
  }),
};
