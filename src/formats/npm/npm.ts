import type { Format } from '../format.ts';
import { describe } from './describe.ts';
import { distTags } from './dist-tags.ts';
import { type NpmFacts, parseFacts } from './facts.ts';
import { inspect } from './inspect.ts';
import { names } from './names.ts';
import { packument } from './packument.ts';
import { renderError } from './render-error.ts';
import { routes } from './routes.ts';
import { singleManifest } from './single-manifest.ts';
import { upstream } from './upstream.ts';
import { versions } from './versions.ts';

/** Node packages: the protocol of the public npm registry, as npm, pnpm, yarn and bun speak it. */
export const npm: Format<NpmFacts> = {
  id: 'npm',
  names,
  versions,
  documents: [packument, singleManifest, distTags],
  routes,
  upstream,
  parseFacts,
  describe,
  inspect,
  direct: null,
  defaultTag: 'latest',
  renderError,
};
