import { conflict, invalid, notFound } from '../../kernel/errors.ts';
import { readText } from '../../kernel/streams.ts';
import type { PackageIndex, PackageName } from '../../model/package.ts';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { isJsonObject, type JsonObject, memberOf } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';
import { packageOf, wireName } from './names.ts';
import { packumentRevision } from './packument-revision.ts';
import { done, versionsOf } from './write-package.ts';

type Port = RepositoryPort<NpmFacts>;

const maxDocumentBytes = 64 * 1024 ** 2;

/** The package as the client saw it when it decided what is to go: a version that came since must not go with it. */
async function readUnchanged(port: Port, name: PackageName, revision: string): Promise<PackageIndex<NpmFacts>> {
  const index = await port.findPackage(name);
  if (index === null) throw notFound({ type: 'package', id: wireName(name) });
  if (packumentRevision(index) !== revision)
    throw conflict(`'${wireName(name)}' has changed since revision ${revision.slice(0, 64)} was read; try again.`);
  return index;
}

/** Which of the versions this repository keeps. Those of upstreams are not its to remove: Validation if there are no others. */
async function ownAmong(port: Port, name: PackageName, versions: readonly string[]): Promise<string[]> {
  const own = await port.findOwnPackage(name);
  const kept = new Set(own?.versions.map(({ version }) => version));
  const removable = versions.filter((version) => kept.has(version));
  if (removable.length === 0)
    throw invalid(
      `${wireName(name)}@${versions.join(', ')} comes from an upstream and is not kept in this repository; unpublish it where it was published.`,
    );
  return removable;
}

async function readDocument({ body }: FormatRequest): Promise<JsonObject> {
  let document: unknown;
  try {
    document = JSON.parse(await readText(body, maxDocumentBytes));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw Object.assign(invalid('The body is not valid JSON.', 'CANNOT_PARSE'), { cause });
  }
  if (!isJsonObject(document)) throw invalid('The body is not a JSON object.', 'CANNOT_PARSE');
  return document;
}

/** PUT /{package}/-rev/{rev}: the document without the versions that are to go. */
export async function unpublishVersions(request: FormatRequest, port: Port): Promise<FormatResponse> {
  const name = packageOf(request.params);
  const document = await readDocument(request);
  // `npm owner` writes a document of owners alone, which must not be taken for one without versions.
  if (!isJsonObject(memberOf(document, 'versions')))
    throw invalid('Packages have no owners here: policies of the domain and the repository say who may do what.');
  const { versions } = await readUnchanged(port, name, request.params['rev'] ?? '');
  const left = versionsOf(document);
  const gone = versions.map(({ version }) => version).filter((version) => !left.has(version));
  if (gone.length > 0) await port.deleteVersions(name, await ownAmong(port, name, gone));
  return done;
}

/** DELETE /{package}/-rev/{rev}: every version that the document showed, which may be the only one. */
export async function unpublishPackage({ params }: FormatRequest, port: Port): Promise<FormatResponse> {
  const name = packageOf(params);
  const { versions } = await readUnchanged(port, name, params['rev'] ?? '');
  const shown = versions.map(({ version }) => version);
  await port.deleteVersions(name, await ownAmong(port, name, shown));
  return done;
}

/** DELETE of a tarball, which npm asks for after the version went: its bytes went with it. */
export async function unpublishTarball(): Promise<FormatResponse> {
  return done;
}
