import { invalid } from '../kernel/errors.ts';
import type { Context } from './context.ts';
import { anyCharacter, compileGlob, type Glob, type GlobPart, star } from './glob.ts';

/** `${key}` or `${key, 'default'}`: stands for a value of the request. */
export interface Variable {
  /** In lower case. */
  readonly key: string;
  readonly fallback: string | null;
}

export type TemplatePart = GlobPart | Variable;

/** A text of a policy, cut into what it is made of. */
export type Template = readonly TemplatePart[];

const isVariable = (part: TemplatePart): part is Variable => typeof part === 'object';

export const variablesOf = (template: Template): readonly Variable[] => template.filter(isVariable);

/** `${*}`, `${?}` and `${$}` stand for the character itself. */
const characters = new Set(['*', '?', '$']);

/** IAM User Guide, "Specifying default values": a comma, and the value in single quotes. */
const variable = /^([^\s,'{}$]+)(?:\s*,\s*'([^'{}]*)')?$/;

function parseVariable(text: string, place: string): string | Variable {
  if (characters.has(text)) return text;
  const [, key, fallback] = variable.exec(text.trim()) ?? [];
  if (key === undefined) throw invalid(`${place}: '\${${text}}' is not a policy variable.`);
  return { key: key.toLowerCase(), fallback: fallback ?? null };
}

/** Cuts a text with variables, wildcards and literals apart. Validation, naming the place, for a broken variable. */
function parse(text: string, place: string, withVariables: boolean, withWildcards: boolean): Template {
  const parts: TemplatePart[] = [];
  let literal = '';
  const add = (part: TemplatePart): void => {
    if (typeof part === 'string') {
      literal += part;
      return;
    }
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(part);
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (withVariables && text.startsWith('${', at)) {
      const end = text.indexOf('}', at);
      if (end < 0)
        throw invalid(`${place}: the policy variable that begins at '${text.slice(at, at + 20)}' has no end.`);
      add(parseVariable(text.slice(at + 2, end), place));
      at = end;
    } else if (withWildcards && character === '*') add(star);
    else if (withWildcards && character === '?') add(anyCharacter);
    else add(character);
  }
  if (literal !== '') parts.push(literal);
  return parts;
}

/** How the texts of one document are read. */
export interface Dialect {
  /** Version 2012-10-17: in older documents `${…}` is nothing but text. */
  readonly variables: boolean;
}

export const parsePattern = (text: string, place: string, { variables }: Dialect): Template =>
  parse(text, place, variables, true);

export const parseText = (text: string, place: string, { variables }: Dialect): Template =>
  parse(text, place, variables, false);

/** The parts with the values of the request; what those hold is never a wildcard. null: a variable has no value. */
function fill(template: Template, context: Context): GlobPart[] | null {
  const filled: GlobPart[] = [];
  for (const part of template) {
    if (!isVariable(part)) {
      filled.push(part);
      continue;
    }
    const found = context(part.key);
    const value = typeof found === 'string' ? found : part.fallback;
    if (value === null) return null;
    filled.push(value);
  }
  return filled;
}

export type ContextGlob = (text: string, context: Context) => boolean;

/** Compiles a pattern; one with a variable that has no value matches nothing. */
export function compilePattern(template: Template): ContextGlob {
  if (!template.some(isVariable)) {
    const glob: Glob = compileGlob(template as readonly GlobPart[]);
    return (text) => glob(text);
  }
  return (text, context) => {
    const filled = fill(template, context);
    return filled !== null && compileGlob(filled)(text);
  };
}

/** The text with the values of the request; null: a variable has no value. Wildcards must not be in it. */
export const fillText = (template: Template, context: Context): string | null =>
  fill(template, context)?.join('') ?? null;
