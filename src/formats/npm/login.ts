import { RegistryError } from '../../kernel/errors.ts';
import { readText } from '../../kernel/streams.ts';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { isJsonObject, memberOf } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';

const json = { 'content-type': 'application/json' };
const maxFormBytes = 64 * 1024;

function passwordIn(text: string): string | null {
  try {
    const form: unknown = JSON.parse(text);
    const password = isJsonObject(form) ? memberOf(form, 'password') : undefined;
    return typeof password === 'string' && password !== '' ? password : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** PUT /-/user/org.couchdb.user:{name}: the prompt of `npm login`. The password is a token, which is the answer too. */
export async function logIn({ body }: FormatRequest, port: RepositoryPort<NpmFacts>): Promise<FormatResponse> {
  const password = passwordIn(await readText(body, maxFormBytes));
  const caller = password === null ? null : await port.verifyCredential(password);
  if (caller === null)
    return {
      status: 401,
      headers: json,
      body: JSON.stringify({
        error: "Log in with 'aws codeartifact login --tool npm', or give a token of this domain as the password.",
      }),
    };
  return { status: 201, headers: json, body: JSON.stringify({ ok: true, id: caller.name, token: password }) };
}

/** GET /-/whoami. */
export async function whoAmI({ caller }: FormatRequest): Promise<FormatResponse> {
  if (caller === null) throw new RegistryError('AccessDenied', 'This request has no caller.');
  return { headers: json, body: JSON.stringify({ username: caller.name }) };
}
