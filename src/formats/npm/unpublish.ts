import { invalid, notFound } from '../../kernel/errors.ts';
import { readText } from '../../kernel/streams.ts';
import type { OwnPackage, PackageName } from '../../model/package.ts';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { isJsonObject } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';
import { packageOf, wireName } from './names.ts';
import { done, versionsOf } from './write-package.ts';

type Port = RepositoryPort<NpmFacts>;

const maxDocumentBytes = 64 * 1024 ** 2;

async function readOwn(port: Port, name: PackageName): Promise<OwnPackage<NpmFacts>> {
  const own = await port.findOwnPackage(name);
  if (own === null) throw notFound({ type: 'package', id: wireName(name) });
  return own;
}

/** PUT /{package}/-rev/{rev}: the document without the versions that are to go. */
export async function unpublishVersions({ params, body }: FormatRequest, port: Port): Promise<FormatResponse> {
  const name = packageOf(params);
  const own = await readOwn(port, name);
  let document: unknown;
  try {
    document = JSON.parse(await readText(body, maxDocumentBytes));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw Object.assign(invalid('The body is not valid JSON.', 'CANNOT_PARSE'), { cause });
  }
  if (!isJsonObject(document)) throw invalid('The body is not a JSON object.', 'CANNOT_PARSE');
  const left = versionsOf(document);
  const gone = own.versions.map(({ version }) => version).filter((version) => !left.has(version));
  if (gone.length > 0) await port.deleteVersions(name, gone);
  return done;
}

/** DELETE /{package}/-rev/{rev}: the whole package. */
export async function unpublishPackage({ params }: FormatRequest, port: Port): Promise<FormatResponse> {
  const name = packageOf(params);
  const { versions } = await readOwn(port, name);
  await port.deleteVersions(
    name,
    versions.map(({ version }) => version),
  );
  return done;
}

/** DELETE of a tarball, which npm asks for after the version went: its bytes went with it. */
export async function unpublishTarball(): Promise<FormatResponse> {
  return done;
}
