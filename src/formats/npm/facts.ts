import { isJsonObject, type JsonObject, memberOf } from '../shared/json-text.ts';

/**
 * What rendering needs of a version, as JSON text cut before the closing brace, so that a packument is joined and
 * nothing is parsed: `full` and `short` are the manifest without `dist` and `deprecated`, `dist` has no `tarball`.
 */
export interface NpmFacts {
  readonly full: string;
  readonly short: string;
  readonly dist: string;
  readonly deprecated: string | null;
  /** `deprecated` was set in this repository: it stays, whatever the upstream says. */
  readonly deprecatedHere?: true;
  /** The predicate type of its provenance, where an asset holds its attestations. */
  readonly provenance?: string;
}

/** A stored manifest as an object. */
export function manifestOf({ full }: NpmFacts): JsonObject {
  const parsed: unknown = JSON.parse(`${full}}`);
  return isJsonObject(parsed) ? parsed : {};
}

export function parseFacts(stored: unknown): NpmFacts {
  const text = (name: string): string | null => {
    const value = isJsonObject(stored) ? memberOf(stored, name) : null;
    return typeof value === 'string' ? value : null;
  };
  const [full, short, dist] = [text('full'), text('short'), text('dist')];
  if (full === null || short === null || dist === null) throw new Error('stored npm facts lack a manifest');
  const provenance = text('provenance');
  return {
    ...{ full, short, dist },
    deprecated: text('deprecated'),
    ...(isJsonObject(stored) && memberOf(stored, 'deprecatedHere') === true && { deprecatedHere: true }),
    ...(provenance !== null && { provenance }),
  };
}
