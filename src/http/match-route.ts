import type { FormatRoute } from '../formats/format.ts';
import { invalid } from '../kernel/errors.ts';

export interface MatchedRoute {
  readonly route: FormatRoute<never>;
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly expression: RegExp;
  readonly names: readonly string[];
}

const special = /[.*+?^${}()|[\]\\]/g;

/** ':x' takes (the start of) one segment, '*x' the rest with its slashes; the text between is literal. */
function compile(path: string): Pattern {
  const names: string[] = [];
  const source = path
    .replace(/^\//, '')
    .split(/([:*][A-Za-z]+)/)
    .map((part) => {
      if (!/^[:*][A-Za-z]/.test(part)) return part.replace(special, '\\$&');
      names.push(part.slice(1));
      return part.startsWith('*') ? '(.+)' : '([^/]+)';
    })
    .join('');
  return { expression: new RegExp(`^${source}/?$`), names };
}

const compiled = new WeakMap<FormatRoute<never>, readonly Pattern[]>();

function patternsOf(route: FormatRoute<never>): readonly Pattern[] {
  const known = compiled.get(route);
  if (known !== undefined) return known;
  const patterns = [route.path].flat().map(compile);
  compiled.set(route, patterns);
  return patterns;
}

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text);
  } catch {
    throw invalid(`The path has a malformed percent-encoding: '${text}'.`);
  }
  if (decoded.includes('\0')) throw invalid('The path holds a NUL character.');
  return decoded;
}

const isTraversal = (value: string): boolean => value.split('/').some((segment) => segment === '..' || segment === '.');

/** The first route that takes the raw path; null: none. Validation for a path that leaves its folder. */
export function matchRoute(routes: readonly FormatRoute<never>[], method: string, path: string): MatchedRoute | null {
  const wanted = method === 'HEAD' ? 'GET' : method;
  for (const route of routes) {
    if (route.method !== wanted) continue;
    for (const { expression, names } of patternsOf(route)) {
      const match = expression.exec(path);
      if (match === null) continue;
      const params: Record<string, string> = Object.create(null);
      for (const [i, name] of names.entries()) {
        const value = decode(match[i + 1] ?? '');
        if (isTraversal(value)) throw invalid(`The path '${path}' leaves its folder.`);
        params[name] = value;
      }
      return { route, params };
    }
  }
  return null;
}
