import type { TestRepository } from '../../test/support/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Requests to a repository's Python endpoint that no well-behaved client sends. */
export interface RawRequests {
  readonly endpoint: string;
  get(path: string, headers?: Readonly<Record<string, string>>, method?: string): Promise<Answer>;
  /** An upload with these form fields, the good ones of a wheel by default. */
  post(
    fields: Readonly<Record<string, string>>,
    file: { filename: string; bytes: Uint8Array } | null,
    path?: string,
  ): Promise<Answer>;
  /** Any body. */
  send(contentType: string, body: Uint8Array | string): Promise<Answer>;
}

export async function rawRequests(repository: TestRepository, token?: string): Promise<RawRequests> {
  const endpoint = await repository.endpoint('pypi');
  const authorization = `Basic ${Buffer.from(`aws:${token ?? (await repository.token())}`).toString('base64')}`;
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const headers = { authorization, ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(new URL(path, endpoint), { redirect: 'manual', ...init, headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    endpoint,
    get: (path, headers = {}, method = 'GET') => ask(path, { method, headers }),
    send: (contentType, body) =>
      ask('', {
        method: 'POST',
        headers: { 'content-type': contentType },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      }),
    post(fields, file, path = '') {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      if (file !== null) form.append('content', new Blob([new Uint8Array(file.bytes)]), file.filename);
      return ask(path, { method: 'POST', body: form });
    },
  };
}
