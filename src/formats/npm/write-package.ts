import { conflict, invalid, notFound } from '../../kernel/errors.ts';
import type { PackageName } from '../../model/package.ts';
import type { FormatRequest, FormatResponse, RepositoryPort, StagedBlob } from '../format.ts';
import { isJsonObject, type JsonObject, memberOf } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';
import { deprecationOf } from './manifest-facts.ts';
import { packageOf, wireName } from './names.ts';
import { packumentRevision } from './packument-revision.ts';
import { publish } from './publish.ts';
import { type PublishBody, readPublishBody } from './publish-body.ts';

type Port = RepositoryPort<NpmFacts>;

export const done: FormatResponse = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"ok":true}',
};

function checkName(document: JsonObject, name: PackageName): void {
  const said = memberOf(document, 'name') ?? memberOf(document, '_id');
  if (said !== wireName(name))
    throw invalid(`The document is of the package '${String(said)}', the address names '${wireName(name)}'.`);
}

export const versionsOf = (document: JsonObject): ReadonlyMap<string, JsonObject> => {
  const versions = memberOf(document, 'versions');
  return new Map(
    (isJsonObject(versions) ? Object.entries(versions) : []).filter((one): one is [string, JsonObject] =>
      isJsonObject(one[1]),
    ),
  );
};

const deprecationIn = (manifest: JsonObject): string | null => deprecationOf(memberOf(manifest, 'deprecated'));

/** `npm deprecate` and its kin send the whole document back: of it, only deprecations are taken. */
async function deprecate(port: Port, name: PackageName, document: JsonObject): Promise<FormatResponse> {
  const wire = wireName(name);
  const index = await port.findPackage(name);
  if (index === null) throw notFound({ type: 'package', id: wire });
  const revision = memberOf(document, '_rev');
  if (revision !== undefined && revision !== packumentRevision(index))
    throw conflict(`'${wire}' has changed since the document was read; try again.`);
  const said = versionsOf(document);
  const wanted = new Map(
    index.versions.flatMap(({ version, facts }) => {
      const manifest = said.get(version);
      if (manifest === undefined || deprecationIn(manifest) === facts.deprecated) return [];
      return [[version, deprecationIn(manifest)] as const];
    }),
  );
  if (wanted.size === 0) return done;
  const own = await port.findOwnPackage(name);
  const kept = new Set(own?.versions.map(({ version }) => version));
  const foreign = [...wanted.keys()].filter((version) => !kept.has(version));
  if (foreign.length > 0)
    throw invalid(
      `${wire}@${foreign.join(', ')} comes from an upstream and is not kept in this repository; deprecate it where it was published.`,
    );
  await port.amend(name, [...wanted.keys()], ({ version, facts }) => ({
    ...facts,
    deprecated: wanted.get(version) ?? null,
    deprecatedHere: true,
  }));
  return done;
}

const hasAttachments = ({ document, attachments }: PublishBody<StagedBlob>): boolean => {
  const named = memberOf(document, '_attachments');
  return attachments.length > 0 || (isJsonObject(named) && Object.keys(named).length > 0);
};

/** PUT /{package}: a publish, or a document that was read, changed and is sent back. */
export async function writePackage({ params, body, caller }: FormatRequest, port: Port): Promise<FormatResponse> {
  const name = packageOf(params);
  const received = await readPublishBody(body, (_name, bytes) => port.stage(bytes));
  checkName(received.document, name);
  const publisher = caller?.name ?? null;
  return hasAttachments(received)
    ? publish(port, { name, publisher }, received)
    : deprecate(port, name, received.document);
}
