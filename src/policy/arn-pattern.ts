import { invalid } from '../kernel/errors.ts';
import type { Context } from './context.ts';
import { type ContextGlob, compilePattern, type Dialect, parsePattern, type Template } from './template.ts';

const components = 6;

/** Partition, service and so on; the sixth holds all that is left. Colons within variables do not count. */
function splitTemplate(template: Template): Template[] {
  const split: Template[] = [];
  let current: Template = [];
  for (const part of template) {
    if (typeof part !== 'string') {
      current = [...current, part];
      continue;
    }
    const pieces = part.split(':');
    for (const [i, piece] of pieces.entries()) {
      const ends = i < pieces.length - 1 && split.length < components - 1;
      if (piece !== '') current = [...current, piece];
      if (ends) {
        split.push(current);
        current = [];
      } else if (i < pieces.length - 1) current = [...current, ':'];
    }
  }
  return [...split, current];
}

function splitArn(arn: string): string[] {
  const pieces = arn.split(':');
  return pieces.length <= components
    ? pieces
    : [...pieces.slice(0, components - 1), pieces.slice(components - 1).join(':')];
}

/** `ArnLike`: each of the six components is compared by itself, so that no wildcard reaches over a colon. */
export function parseArnPattern(wanted: string, place: string, dialect: Dialect): ContextGlob {
  if (wanted === '*') return (arn) => splitArn(arn).length === components;
  const globs = splitTemplate(parsePattern(wanted, place, dialect)).map(compilePattern);
  if (globs.length !== components) throw invalid(`${place}: '${wanted}' is not an ARN; it has six parts, 'arn:aws:…'.`);
  return (arn: string, context: Context) => {
    const pieces = splitArn(arn);
    return pieces.length === components && globs.every((glob, i) => glob(pieces[i] as string, context));
  };
}
