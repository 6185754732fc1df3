import type { Format } from './format.ts';
import { generic } from './generic/generic.ts';
import { npm } from './npm/npm.ts';
import { pypi } from './pypi/pypi.ts';

/** Every format of this server, by its id. */
export const catalogue: ReadonlyMap<string, Format> = new Map(
  ([npm, pypi, generic] as readonly Format[]).map((format) => [format.id, format]),
);
