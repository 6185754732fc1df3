import { RegistryError } from '../../kernel/errors.ts';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { isJsonObject, memberOf } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';

function keysIn(text: string): readonly unknown[] {
  const parsed: unknown = JSON.parse(text);
  const keys = isJsonObject(parsed) ? memberOf(parsed, 'keys') : null;
  return Array.isArray(keys) ? keys.filter(isJsonObject) : [];
}

/**
 * GET /-/npm/v1/keys: with what the upstreams sign, which `npm audit signatures` verifies their packages by. An empty list
 * would make it fail for each package that is signed; without any key the answer is that there are none.
 */
export async function signingKeys(_request: FormatRequest, port: RepositoryPort<NpmFacts>): Promise<FormatResponse> {
  const answers = await port.consult([], async (source) => {
    const answer = await source.ask('-/npm/v1/keys');
    return answer === null ? null : keysIn(await answer.text());
  });
  const keys = answers.flat();
  if (keys.length === 0)
    throw new RegistryError(
      'ResourceNotFound',
      'This registry signs nothing, and neither does what is behind it, so that there are no keys.',
    );
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ keys }) };
}
