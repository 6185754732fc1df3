import { invalid } from '../../kernel/errors.ts';
import type { PackageName } from '../../model/package.ts';
import type { Format } from '../format.ts';

/** `PackageName`, `PackageNamespace` and `PackageVersion` of the API model, without control characters. */
const pattern = /^[^#/\s\p{Cc}]{1,255}$/u;

function check(what: string, value: string): string {
  if (!pattern.test(value))
    throw invalid(`'${value}' cannot be a ${what}: use 1 to 255 characters, without '#', '/' and white space.`);
  return value;
}

export const names: Format['names'] = {
  parse: (namespace, name) => ({
    namespace: namespace === null ? null : check('namespace', namespace),
    name: check('package name', name),
  }),
  key: ({ namespace, name }) => (namespace === null ? name : `${namespace}/${name}`),
};

/** A generic version is any text, so its order is that of its bytes. */
export const versions: Format['versions'] = {
  key: (raw) => raw,
  compare: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)),
  sortKey: (raw) => Buffer.from(raw),
};

/** What a path names. A package without a namespace has '-' in its place, so a namespace '-' is the API's alone. */
export const packageOfPath = ({ namespace = '', package: name = '' }: Readonly<Record<string, string>>): PackageName =>
  names.parse(namespace === '-' ? null : namespace, name);

export const versionOfPath = ({ version = '' }: Readonly<Record<string, string>>): string => check('version', version);
