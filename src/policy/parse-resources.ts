import { invalid } from '../kernel/errors.ts';
import { type ContextGlob, compilePattern, type Dialect, parsePattern, variablesOf } from './template.ts';

export interface Resources {
  readonly covers: ContextGlob;
  /** Condition keys that its variables read, in lower case. */
  readonly keys: readonly string[];
}

/** The text before the part of an ARN that names the resource itself. */
const head = (text: string): string => text.split(':').slice(0, 5).join(':');

/** Whether an ARN is one of a list with wildcards and variables. Validation, naming the place, for what is no ARN. */
export function parseResources(texts: readonly string[], place: string, dialect: Dialect): Resources {
  const keys: string[] = [];
  const globs: ContextGlob[] = [];
  for (const text of texts) {
    if (!/^\*+$/.test(text) && !text.startsWith('arn:'))
      throw invalid(`${place}: '${text}' is not a resource; it is '*' or an ARN, which may have wildcards.`);
    if (dialect.variables && head(text).includes('${'))
      throw invalid(`${place}: '${text}' has a variable before the fifth colon, where there may be none.`);
    const template = parsePattern(text, place, dialect);
    keys.push(...variablesOf(template).map(({ key }) => key));
    globs.push(compilePattern(template));
  }
  return { keys, covers: (resource, context) => globs.some((glob) => glob(resource, context)) };
}
