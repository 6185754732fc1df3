import { invalid, notFound } from '../../kernel/errors.ts';
import { readText } from '../../kernel/streams.ts';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { distTags } from './dist-tags.ts';
import type { NpmFacts } from './facts.ts';
import { packageOf } from './names.ts';
import { requireTag } from './versions.ts';
import { done } from './write-package.ts';

type Port = RepositoryPort<NpmFacts>;

const maxVersionBytes = 1024;

/** GET /-/package/{package}/dist-tags. */
export async function readTags({ params }: FormatRequest, port: Port): Promise<FormatResponse> {
  return { body: await port.readDocument(distTags, packageOf(params)) };
}

function parseVersion(text: string): string {
  try {
    const version: unknown = JSON.parse(text);
    if (typeof version === 'string') return version;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalid('The body is not a version as a JSON string.', 'CANNOT_PARSE');
}

/** PUT /-/package/{package}/dist-tags/{tag}, the version as a JSON string. */
export async function writeTag({ params, body }: FormatRequest, port: Port): Promise<FormatResponse> {
  const { tag = '' } = params;
  requireTag(tag);
  await port.setTag(packageOf(params), tag, parseVersion(await readText(body, maxVersionBytes)));
  return done;
}

/** DELETE /-/package/{package}/dist-tags/{tag}. */
export async function removeTag({ params }: FormatRequest, port: Port): Promise<FormatResponse> {
  const { tag = '' } = params;
  if (tag === 'latest') throw invalid("The tag 'latest' cannot be removed; set it to another version.");
  const name = packageOf(params);
  const own = await port.findOwnPackage(name);
  if (own?.tags.has(tag) !== true) throw notFound({ type: 'package', id: `${name.name} (tag ${tag})` });
  await port.setTag(name, tag, null);
  return done;
}
