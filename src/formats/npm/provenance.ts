import { Readable } from 'node:stream';
import { invalid } from '../../kernel/errors.ts';
import type { RepositoryPort, StagedBlob } from '../format.ts';
import { isJsonObject, type JsonObject, memberOf } from '../shared/json-text.ts';
import type { NpmFacts } from './facts.ts';

export interface Provenance {
  readonly predicateType: string;
  readonly content: StagedBlob;
}

const maxBundleBytes = 4 * 1024 ** 2;

function bundleText(document: JsonObject): string | null {
  const attachments = memberOf(document, '_attachments');
  if (!isJsonObject(attachments)) return null;
  const found = Object.entries(attachments).find(([name]) => name.endsWith('.sigstore'));
  const data = found !== undefined && isJsonObject(found[1]) ? memberOf(found[1], 'data') : null;
  if (data === null || data === undefined) return null;
  if (typeof data !== 'string' || data.length > maxBundleBytes)
    throw invalid('The provenance is not a Sigstore bundle of at most 4 MiB, as text.');
  return data;
}

/** What the signed statement (in-toto, in a DSSE envelope) says it is; the signature is the client's to verify. */
function predicateTypeOf(bundle: JsonObject): string {
  const envelope = memberOf(bundle, 'dsseEnvelope');
  const payload = isJsonObject(envelope) ? memberOf(envelope, 'payload') : undefined;
  const statement: unknown =
    typeof payload === 'string' ? JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) : null;
  const type = isJsonObject(statement) ? memberOf(statement, 'predicateType') : undefined;
  if (typeof type !== 'string') throw new TypeError('no predicate type');
  return type;
}

/** The provenance that `npm publish --provenance` sends along, ready to be published as an asset; null without one. */
export async function readProvenance(port: RepositoryPort<NpmFacts>, document: JsonObject): Promise<Provenance | null> {
  const text = bundleText(document);
  if (text === null) return null;
  try {
    const bundle: unknown = JSON.parse(text);
    if (!isJsonObject(bundle)) throw new TypeError('not an object');
    const predicateType = predicateTypeOf(bundle);
    const answer = JSON.stringify({ attestations: [{ predicateType, bundle }] });
    return { predicateType, content: await port.stage(Readable.from([Buffer.from(answer)])) };
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
    throw Object.assign(invalid('The provenance is not a Sigstore bundle with an in-toto statement.'), { cause });
  }
}
