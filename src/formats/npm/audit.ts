import { invalid } from '../../kernel/errors.ts';
import { readText } from '../../kernel/streams.ts';
import type { PackageName } from '../../model/package.ts';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { isJsonObject, type JsonObject, jsonObject, memberOf } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';
import { parseWireName, wireName } from './names.ts';

type Port = RepositoryPort<NpmFacts>;

/** Wire name to the versions that are installed, or to the advisories of the package. */
type ByName<T> = ReadonlyMap<string, readonly T[]>;

/** An application of some ten thousand packages. */
const maxBodyBytes = 8 * 1024 ** 2;
const bulkPath = '-/npm/v1/security/advisories/bulk';

export async function readAuditBody(body: FormatRequest['body']): Promise<JsonObject> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readText(body, maxBodyBytes));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw Object.assign(invalid('The body is not valid JSON.', 'CANNOT_PARSE'), { cause });
  }
  if (!isJsonObject(parsed)) throw invalid('The body is not a JSON object.', 'CANNOT_PARSE');
  return parsed;
}

/** What clients send that is no name is no package that anybody could know of. */
function parsedNames(wanted: ByName<string>): PackageName[] {
  return [...wanted.keys()].flatMap((wire) => {
    try {
      return [parseWireName(wire)];
    } catch {
      return [];
    }
  });
}

const advisoriesIn = (text: string): ByName<JsonObject> => {
  const parsed: unknown = JSON.parse(text);
  if (!isJsonObject(parsed)) throw new Error('it answered an audit with something that is no JSON object');
  return new Map(
    Object.entries(parsed).map(([name, list]) => [name, Array.isArray(list) ? list.filter(isJsonObject) : []]),
  );
};

/** What the upstreams know against these versions. They are told of no name that an install would not ask them for. */
export async function findAdvisories(port: Port, wanted: ByName<string>): Promise<ByName<JsonObject>> {
  const answers = await port.consult(parsedNames(wanted), async (source, allowed) => {
    if (allowed.length === 0) return null;
    const members = allowed.map(wireName).map((name) => [name, JSON.stringify(wanted.get(name) ?? [])] as const);
    const answer = await source.ask(bulkPath, jsonObject(members));
    return answer === null ? null : advisoriesIn(await answer.text());
  });
  const found = new Map<string, readonly JsonObject[]>();
  for (const answer of answers)
    for (const [name, advisories] of answer) {
      const known = found.get(name) ?? [];
      const ids = new Set(known.map((advisory) => memberOf(advisory, 'id')));
      const others = advisories.filter((advisory) => !ids.has(memberOf(advisory, 'id')));
      if (wanted.has(name) && known.length + others.length > 0) found.set(name, [...known, ...others]);
    }
  return found;
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** POST /-/npm/v1/security/advisories/bulk: `{"name": ["1.0.0"]}`, answered with the advisories of each name. */
export async function bulkAdvisories({ body }: FormatRequest, port: Port): Promise<FormatResponse> {
  const asked = await readAuditBody(body);
  const wanted = new Map(Object.entries(asked).map(([name, versions]) => [name, texts(versions)]));
  const found = await findAdvisories(port, wanted);
  const members = [...found].map(([name, advisories]) => [name, JSON.stringify(advisories)] as const);
  return { headers: { 'content-type': 'application/json' }, body: jsonObject(members) };
}
