import { createHash } from 'node:crypto';
import type { TestServer } from '../support/server.ts';
import { type Content, contentOf, type Expectations } from './expectations.ts';
import { npmUpload } from './npm-upload.ts';
import type { Proxied } from './proxied.ts';
import type { Random } from './random.ts';

/** How a client reaches a server. */
export interface Target {
  readonly server: TestServer;
  /** Of the format generic; ends in '/'. */
  readonly endpoint: string;
  readonly authorization: string;
  readonly npm: string;
  /** Of the format pypi, with an upstream behind it. */
  readonly proxy: string;
}

/** What clients did together. */
export interface Tally {
  acknowledged: number;
  refused: number;
  unanswered: number;
}

export interface Workload {
  readonly expectations: Expectations;
  readonly tally: Tally;
  /** What never should have happened. */
  readonly problems: string[];
  /** Bytes that several clients publish: some from the start, and what was deleted lately. */
  readonly shared: Buffer[];
  readonly proxied: Proxied['files'];
  /** Whether a sweeper takes even what is being taken in: then the first reader of a file may be told to come again. */
  readonly hasty: boolean;
}

export const newTally = (): Tally => ({ acknowledged: 0, refused: 0, unanswered: 0 });

export const targetOf = async (server: TestServer): Promise<Target> => ({
  server,
  endpoint: await server.repository('app').endpoint('generic'),
  authorization: `Bearer ${await server.token()}`,
  npm: await server.repository('app').endpoint('npm'),
  proxy: await server.repository('app').endpoint('pypi'),
});

/** What is wrong with a file that comes through the server from an upstream. */
async function lookThrough({ proxy, authorization }: Target, file: Proxied['files'][number]): Promise<string | null> {
  const response = await fetch(new URL(file.path, proxy), { headers: { authorization } });
  const body = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200) return `GET ${file.path} answered ${response.status}: ${body.toString()}`;
  return contentOf(body) === file.content ? null : `${file.path} has other bytes than its upstream`;
}

const npmPrefix = 'npm:';

/** Where an asset is: of an npm package after `npm:`, else of a generic one. */
const urlOf = ({ endpoint, npm }: Target, path: string): URL =>
  path.startsWith(npmPrefix) ? new URL(path.slice(npmPrefix.length), npm) : new URL(path, endpoint);

/** What a client sees of an asset. Bytes that are cut count as no answer. */
export async function look(target: Target, path: string): Promise<Content> {
  const { authorization } = target;
  const response = await fetch(urlOf(target, path), { headers: { authorization } });
  const body = Buffer.from(await response.arrayBuffer());
  if (response.status === 404) return null;
  if (response.status !== 200) throw new Error(`GET ${path} answered ${response.status}: ${body.toString()}`);
  return contentOf(body);
}

/** One client's writes: of one path at a time, so that what it is told is what has to be. */
export function startClient(work: Workload, target: () => Target, random: Random, name: string) {
  const { expectations, tally, problems, shared, proxied, hasty } = work;
  const own = new Map<string, Buffer>();
  let versions = 0;

  const send = async (path: string, content: Content, ask: () => Promise<number>): Promise<void> => {
    expectations.begin(path, content);
    let status: number;
    try {
      status = await ask();
    } catch {
      expectations.fail(path);
      tally.unanswered++;
      return;
    }
    if (status < 300) {
      expectations.succeed(path);
      tally.acknowledged++;
      return;
    }
    expectations.fail(path);
    tally.refused++;
    if (status < 500) problems.push(`${name}: ${path} was refused with ${status}`);
  };
  const http = (method: string, path: string, body: Buffer | null): Promise<number> =>
    fetch(new URL(path, target().endpoint), {
      method,
      headers: { authorization: target().authorization },
      ...(body === null ? {} : { body: new Uint8Array(body) }),
    }).then(async (response) => {
      await response.arrayBuffer();
      return response.status;
    });
  const viaApi = async (version: string, bytes: Buffer): Promise<number> => {
    const { server } = target();
    try {
      await server.codeartifact.publishPackageVersion({
        ...{ domain: server.domain, repository: 'app', format: 'generic', namespace: 'acme', package: name },
        ...{ packageVersion: version, assetName: 'a', assetContent: bytes },
        assetSHA256: createHash('sha256').update(bytes).digest('hex'),
      });
      return 200;
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      if (status === undefined) throw error;
      return status;
    }
  };
  const content = (): Buffer => {
    if (random.chance(0.4)) return random.pick(shared);
    return random.bytes(random.chance(0.25) ? 300_000 + random.whole(600_000) : 1 + random.whole(4000));
  };
  const publish = async (): Promise<void> => {
    const version = `${++versions}`;
    const path = `acme/${name}/${version}/a`;
    const bytes = content();
    own.set(path, bytes);
    const byApi = random.chance(0.3);
    await send(path, contentOf(bytes), () => (byApi ? viaApi(version, bytes) : http('PUT', path, bytes)));
  };
  const publishNpm = async (): Promise<void> => {
    const version = `1.0.${++versions}`;
    const { tarball, document } = await npmUpload(name, version, content());
    const path = `${npmPrefix}${name}/-/${name}-${version}.tgz`;
    await send(path, contentOf(tarball), async () => {
      const headers = { authorization: target().authorization, 'content-type': 'application/json' };
      const response = await fetch(new URL(name, target().npm), { method: 'PUT', headers, body: document });
      await response.arrayBuffer();
      return response.status;
    });
  };
  /** Says again what was said before: nothing may change. */
  const repeat = (path: string, bytes: Buffer): Promise<void> =>
    send(path, contentOf(bytes), () => http('PUT', path, bytes));
  const remove = (path: string, bytes: Buffer): Promise<void> => {
    shared[random.whole(shared.length)] = bytes;
    return send(path, null, () => http('DELETE', path.slice(0, path.lastIndexOf('/')), null));
  };
  const read = async (path: string): Promise<void> => {
    try {
      const wrong = expectations.observe(path, await look(target(), path));
      if (wrong !== null) problems.push(`${name}: ${wrong}`);
    } catch (error) {
      // Servers die; but one that is alive has to serve what it acknowledged.
      if (/ answered /.test((error as Error).message)) problems.push(`${name}: ${(error as Error).message}`);
    }
  };
  const readThrough = async (): Promise<void> => {
    // A server that dies meanwhile is found out by the next write.
    const wrong = await lookThrough(target(), random.pick(proxied)).catch(() => null);
    if (wrong === null) return;
    if (hasty && / answered 5/.test(wrong)) tally.refused++;
    else problems.push(`${name}: ${wrong}`);
  };
  return {
    async step(): Promise<void> {
      if (random.chance(0.15)) return readThrough();
      if (random.chance(0.2)) return publishNpm();
      const present = [...own].filter(([path]) => typeof expectations.known(path) === 'string');
      if (present.length < 2 || random.chance(0.5)) return publish();
      const [path, bytes] = random.pick(present);
      return random.pick([
        () => remove(path, bytes),
        () => remove(path, bytes),
        () => read(path),
        () => repeat(path, bytes),
      ])();
    },
  };
}

/** Looks at all that came through from upstreams; answers what is wrong. */
export async function checkProxied(target: Target, files: Proxied['files']): Promise<string[]> {
  const wrong = await Promise.all(files.map((file) => lookThrough(target, file)));
  return wrong.filter((problem) => problem !== null);
}

/** Looks at assets; answers what is wrong. */
export async function check(target: Target, expectations: Expectations, paths: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  const queue = paths.values();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const path of queue)
        try {
          const problem = expectations.observe(path, await look(target, path));
          if (problem !== null) wrong.push(problem);
        } catch (error) {
          wrong.push(`${path}: ${(error as Error).message}`);
        }
    }),
  );
  return wrong;
}
