import { invalid, notFound } from '../../kernel/errors.ts';
import type { PackageName } from '../../model/package.ts';
import type { FormatRequest, FormatResponse, RepositoryPort, StagedBlob } from '../format.ts';
import { isJsonObject, type JsonObject, memberOf } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';
import { deprecationOf } from './manifest-facts.ts';
import { packageOf, wireName } from './names.ts';
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

/** `npm deprecate` and its kin send the whole document back: of it, only deprecations are taken. */
async function deprecate(port: Port, name: PackageName, document: JsonObject): Promise<FormatResponse> {
  const own = await port.findOwnPackage(name);
  if (own === null) throw notFound({ type: 'package', id: wireName(name) });
  const said = versionsOf(document);
  const wanted = new Map(
    own.versions.flatMap(({ version, facts }) => {
      const manifest = said.get(version);
      if (manifest === undefined) return [];
      const deprecated = deprecationOf(memberOf(manifest, 'deprecated'));
      return deprecated === facts.deprecated ? [] : [[version, deprecated] as const];
    }),
  );
  if (wanted.size > 0)
    await port.amend(name, [...wanted.keys()], ({ version, facts }) => ({
      ...facts,
      deprecated: wanted.get(version) ?? null,
    }));
  return done;
}

const hasAttachments = ({ document, attachments }: PublishBody<StagedBlob>): boolean => {
  const named = memberOf(document, '_attachments');
  return attachments.length > 0 || (isJsonObject(named) && Object.keys(named).length > 0);
};

/** PUT /{package}: a publish, or a document that was read, changed and is sent back. */
export async function writePackage({ params, body }: FormatRequest, port: Port): Promise<FormatResponse> {
  const name = packageOf(params);
  const received = await readPublishBody(body, (_name, bytes) => port.stage(bytes));
  checkName(received.document, name);
  return hasAttachments(received) ? publish(port, name, received) : deprecate(port, name, received.document);
}
