import { invalid } from '../../kernel/errors.ts';
import type { PackageName } from '../../model/package.ts';
import type { Format } from '../format.ts';

/** PEP 503 "Normalized Names". */
export const normaliseName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/** The project of a path or a listing, under its normal name. */
export const projectName = (name: string): PackageName => parse(null, name);

/** The core metadata specification's rule for `Name`: what may be uploaded. */
export const isProjectName = (name: string): boolean => /^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i.test(name);

function parse(namespace: string | null, name: string): PackageName {
  if (namespace !== null) throw invalid('A Python package has no namespace: leave it out.');
  if (!/^[^#/\s\p{Cc}]{1,255}$/u.test(name)) throw invalid(`'${name}' cannot be the name of a Python package.`);
  return { namespace: null, name: normaliseName(name) };
}

export const names: Format['names'] = { parse, key: ({ name }) => name };
