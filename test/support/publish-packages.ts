import assert from 'node:assert/strict';
import type { PackageFormat } from '@aws-sdk/client-codeartifact';
import { publishDocument, tarball } from '../../conformance/npm/raw-requests.ts';
import { rawRequests } from '../../conformance/pypi/raw-requests.ts';
import { buildWheel, type DistributionOptions } from '../../src/formats/pypi/fixtures/distributions.ts';
import { sha256Of } from './publish-generic.ts';
import type { TestServer } from './server.ts';

export interface NpmVersion {
  /** With its scope. */
  readonly name: string;
  readonly version: string;
  /** More members of package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** By their paths in the tarball. */
  readonly files?: Readonly<Record<string, string>>;
  /** Default: 'latest'. */
  readonly tag?: string;
}

/** As npm publishes it. */
export async function publishNpm(
  server: TestServer,
  repository: string,
  { name, version, manifest, files, tag = 'latest' }: NpmVersion,
): Promise<void> {
  const whole = { name, version, ...manifest };
  const body = publishDocument({
    name,
    version,
    bytes: await tarball(whole, files),
    change(document) {
      const versions = document['versions'] as Record<string, object>;
      versions[version] = { ...whole, ...versions[version] };
      document['dist-tags'] = { [tag]: version };
    },
  });
  const response = await fetch(`${await server.repository(repository).endpoint('npm')}${name.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${await server.token()}`, 'content-type': 'application/json' },
    body,
  });
  assert.equal(response.ok, true, await response.text());
}

/** A wheel, as twine uploads it. */
export async function publishWheel(
  server: TestServer,
  repository: string,
  name: string,
  version: string,
  options: DistributionOptions = {},
): Promise<void> {
  const wheel = buildWheel(name, version, options);
  const raw = await rawRequests(server.repository(repository));
  const { status, text } = await raw.post(
    {
      ...{ ':action': 'file_upload', protocol_version: '1', metadata_version: '2.1', name, version },
      ...{ filetype: 'bdist_wheel', pyversion: 'py3', sha256_digest: sha256Of(wheel.bytes) },
    },
    wheel,
  );
  assert.equal(status, 200, text);
}

export interface ClientAnswer {
  readonly status: number;
  readonly text: string;
}

/** What a package client gets at a path below its repository. */
export async function readAsClient(
  server: TestServer,
  repository: string,
  format: PackageFormat,
  path: string,
  accept = '*/*',
): Promise<ClientAnswer> {
  const response = await fetch(`${await server.repository(repository).endpoint(format)}${path}`, {
    headers: { authorization: `Bearer ${await server.token()}`, accept },
  });
  return { status: response.status, text: await response.text() };
}

/** The versions that an npm client sees; none where it is told that there is no such package. */
export async function npmVersions(server: TestServer, repository: string, name: string): Promise<string[]> {
  const { status, text } = await readAsClient(server, repository, 'npm', name.replace('/', '%2f'));
  if (status === 404) return [];
  return Object.keys((JSON.parse(text) as { versions: object }).versions);
}

/** The tags that an npm client sees. */
export async function npmTags(server: TestServer, repository: string, name: string): Promise<Record<string, string>> {
  const { text } = await readAsClient(server, repository, 'npm', name.replace('/', '%2f'));
  return (JSON.parse(text) as { 'dist-tags': Record<string, string> })['dist-tags'];
}

/** The files that pip sees. */
export async function pypiFiles(server: TestServer, repository: string, name: string): Promise<string[]> {
  const accept = 'application/vnd.pypi.simple.v1+json';
  const { status, text } = await readAsClient(server, repository, 'pypi', `simple/${name}/`, accept);
  if (status === 404) return [];
  return (JSON.parse(text) as { files: { filename: string }[] }).files.map(({ filename }) => filename);
}
