import { invalid } from '../kernel/errors.ts';
import { compileGlob, type Glob } from './glob.ts';
import { parsePattern } from './template.ts';

const action = /^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/;

const withoutVariables = { variables: false };

/** Whether an action, in lower case, is one of a list with wildcards: IAM compares actions without regard to case. */
export function parseActions(names: readonly string[], place: string): Glob {
  const exact = new Set<string>();
  const globs: Glob[] = [];
  for (const name of names) {
    if (name !== '*' && !action.test(name))
      throw invalid(
        `${place}: '${name}' is not an action; it is '<service>:<name>', where the name may have wildcards.`,
      );
    const lower = name.toLowerCase();
    if (/[*?]/.test(lower)) globs.push(compileGlob(parsePattern(lower, place, withoutVariables) as never));
    else exact.add(lower);
  }
  return (asked) => exact.has(asked) || globs.some((glob) => glob(asked));
}
