import type { PackageDocument } from '../format.ts';
import type { NpmFacts } from './facts.ts';
import { manifestText } from './manifest-text.ts';
import { shownTags } from './shown-tags.ts';
import { versions } from './versions.ts';

/** GET /{package}/{version or tag}: the full manifest of one version. The variant is what was asked for. */
export const singleManifest: PackageDocument<NpmFacts> = {
  key: 'manifest',
  of: 'package',
  absolute: true,
  render(index, { base, variant }) {
    const wanted = versions.key(shownTags(index).get(variant) ?? variant);
    const entry = index.versions.find(({ version }) => versions.key(version) === wanted);
    if (entry === undefined) return null;
    return { contentType: 'application/json', body: manifestText(index.name, entry, base, 'full') };
  },
};
