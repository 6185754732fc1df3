import { invalid } from '../kernel/errors.ts';

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Lower-cased: IAM compares actions without regard to case. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const texts = (value: unknown, place: string): readonly string[] => {
  const list = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((item) => typeof item === 'string')) return list;
  throw invalid(`${place} of the policy must be a string or a list of strings.`);
};

const known = new Set(['Sid', 'Effect', 'Action', 'Resource']);

function parseStatement(value: unknown, index: number): Statement {
  const place = `Statement[${index}]`;
  if (typeof value !== 'object' || value === null) throw invalid(`${place} of the policy must be an object.`);
  const statement = value as Record<string, unknown>;
  const unknown = Object.keys(statement).find((key) => !known.has(key));
  if (unknown !== undefined) throw invalid(`${place} has the element '${unknown}', which is not supported yet.`);
  const { Effect: effect, Action: action, Resource: resource } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw invalid(`${place}.Effect must be 'Allow' or 'Deny'.`);
  return {
    effect,
    actions: texts(action, `${place}.Action`).map((name) => name.toLowerCase()),
    resources: texts(resource, `${place}.Resource`),
  };
}

/** The statements of an identity policy. Validation, naming the place, when it is malformed. */
export function parseDocument(text: string): readonly Statement[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid('The policy is not valid JSON.', 'CANNOT_PARSE');
  }
  const { Statement: statements } = (document ?? {}) as { Statement?: unknown };
  if (statements === undefined) throw invalid('The policy has no Statement.');
  return (Array.isArray(statements) ? statements : [statements]).map(parseStatement);
}
