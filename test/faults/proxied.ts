import { buildWheel } from '../../src/formats/pypi/fixtures/distributions.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream/fake-upstream.ts';
import { publishPypi } from '../support/fake-upstream/pypi-files.ts';
import type { ServerOptions } from '../support/server.ts';
import { contentOf } from './expectations.ts';

/** Files of an upstream, which a server takes in when it is asked for them. */
export interface Proxied extends AsyncDisposable {
  /** What a server is started with. */
  readonly externalConnections: Readonly<Record<string, string>>;
  /** Below the endpoint of the format pypi, with the digest of what is there. */
  readonly files: readonly { readonly path: string; readonly content: string }[];
}

const connection = 'public:pypi';

/** A server with the repository `app`, through which the files come. */
export const proxyOptions = ({ externalConnections }: Proxied): ServerOptions => ({
  repositories: { app: [] },
  connections: { app: connection },
  externalConnections,
});

const versions = 4;

function publishProject(upstream: FakeUpstream, project: string): Proxied['files'] {
  const wheels = Array.from({ length: versions }, (_, i) => ({ version: `${i}.0`, ...buildWheel(project, `${i}.0`) }));
  publishPypi(
    upstream,
    project,
    wheels.map(({ version }) => version),
    wheels,
  );
  return wheels.map(({ version, filename, bytes }) => ({
    path: `simple/${project}/${version}/${filename}`,
    content: contentOf(bytes),
  }));
}

export async function startProxied(projects: number): Promise<Proxied> {
  const upstream = await startFakeUpstream();
  const files = Array.from({ length: projects }, (_, i) => publishProject(upstream, `project-${i}`)).flat();
  return {
    externalConnections: { [connection]: new URL('simple/', upstream.url).href },
    files,
    [Symbol.asyncDispose]: () => upstream.close(),
  };
}
