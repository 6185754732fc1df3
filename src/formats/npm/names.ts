import validate from 'validate-npm-package-name';
import { invalid } from '../../kernel/errors.ts';
import type { PackageName } from '../../model/package.ts';
import type { Format } from '../format.ts';

/** What upstreams really have: anything that stands in a URL unescaped, capitals and leading '_' or '-' included. */
function isNamePart(part: string): boolean {
  if (part.length === 0 || part.length > 255 || part.startsWith('.')) return false;
  return /^[\w.~!'()*-]+$/.test(part);
}

/** As clients and packuments spell it: '@scope/name' or 'name'. */
export const wireName = ({ namespace, name }: PackageName): string =>
  namespace === null ? name : `@${namespace}/${name}`;

/** As a path segment below a registry: the '/' after the scope is escaped, nothing else. */
export const escapedName = ({ namespace, name }: PackageName): string =>
  namespace === null ? name : `@${namespace}%2f${name}`;

export const names: Format['names'] = {
  parse(namespace, name) {
    const scope = namespace?.replace(/^@/, '') ?? null;
    if (!isNamePart(name) || (scope !== null && !isNamePart(scope)))
      throw invalid(`'${scope === null ? name : `@${scope}/${name}`}' is not a valid npm package name.`);
    return { namespace: scope, name };
  },
  key: wireName,
};

/** '@scope/name' or 'name'; Validation for anything else. */
export function parseWireName(wire: string): PackageName {
  const slash = wire.indexOf('/');
  if (!wire.startsWith('@') || slash < 0) return names.parse(null, wire);
  return names.parse(wire.slice(1, slash), wire.slice(slash + 1));
}

/** Stricter than `parse`: what the public registry takes as the name of a new package. */
export function requireNewName(name: PackageName): void {
  const wire = wireName(name);
  const { validForNewPackages, errors = [], warnings = [] } = validate(wire);
  if (!validForNewPackages)
    throw invalid(`'${wire}' cannot be published under that name: ${[...errors, ...warnings].join('; ')}.`);
}

/** The package that a route's parameters name: `package` in one segment, or `scope` and `name`. */
export function packageOf({ package: wire, scope, name }: Readonly<Record<string, string>>): PackageName {
  return scope === undefined ? parseWireName(wire ?? '') : names.parse(scope, name ?? '');
}
