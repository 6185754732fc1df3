import { invalid } from '../../kernel/errors.ts';

/** Parameters of a Query request: those of the URL and of its form body. Validation for one that comes twice. */
export function readParameters(
  query: readonly (readonly [name: string, value: string])[],
  body: Buffer,
): ReadonlyMap<string, string> {
  const signed = query.filter(([name]) => !name.startsWith('X-Amz-'));
  const parameters = new Map<string, string>();
  for (const [name, value] of [...signed, ...new URLSearchParams(body.toString('utf8'))]) {
    if (parameters.has(name)) throw invalid(`The parameter '${name}' comes twice.`);
    parameters.set(name, value);
  }
  return parameters;
}
