import { conflict, invalid, RegistryError } from '../../kernel/errors.ts';
import { findMismatch } from '../../model/digests.ts';
import type { PackageName } from '../../model/package.ts';
import type { FormatResponse, RepositoryPort, StagedBlob, Upload } from '../format.ts';
import { isJsonObject, type JsonObject, memberOf, stringMembers } from '../shared/json-text.ts';
import { promisedDigests } from './dist-digests.ts';
import type { NpmFacts } from './facts.ts';
import { manifestFacts } from './manifest-facts.ts';
import { requireNewName, wireName } from './names.ts';
import { readProvenance } from './provenance.ts';
import type { PublishBody } from './publish-body.ts';
import { publishedManifest } from './published-manifest.ts';
import { readTarball, type Tarball } from './read-tarball.ts';
import { attestationAsset, tarballAsset } from './tarball-asset.ts';
import { requireTag, requireVersion } from './versions.ts';

type Port = RepositoryPort<NpmFacts>;

/** It is sent again to everybody who asks for the package. */
const maxManifestLength = 2 * 1024 ** 2;
const maxReadmeLength = 1024 ** 2;

interface Release {
  readonly version: string;
  readonly manifest: JsonObject;
}

function onlyVersion(document: JsonObject, wire: string): Release {
  const versions = memberOf(document, 'versions');
  const [first, ...others] = isJsonObject(versions) ? Object.entries(versions) : [];
  if (first === undefined || others.length > 0) throw invalid('A publish document has exactly one version.');
  const [version, manifest] = first;
  requireVersion(version);
  if (!isJsonObject(manifest)) throw invalid(`The manifest of version ${version} is not an object.`);
  if (memberOf(manifest, 'name') !== wire || memberOf(manifest, 'version') !== version)
    throw invalid(`The manifest of version ${version} is not of ${wire}@${version}.`);
  return { version, manifest };
}

function onlyTarball(attachments: PublishBody<StagedBlob>['attachments']): StagedBlob {
  const [tarball, ...others] = attachments;
  if (tarball === undefined || others.length > 0 || !tarball.name.endsWith('.tgz'))
    throw invalid('A publish document has exactly one tarball among its attachments.');
  return tarball.taken;
}

function tagsOf(document: JsonObject, version: string): string[] {
  const tags = stringMembers(memberOf(document, 'dist-tags'));
  for (const [tag, tagged] of tags) {
    requireTag(tag);
    if (tagged !== version)
      throw invalid(`The tag '${tag}' is for version ${tagged}, not for the ${version} published.`);
  }
  return tags.length === 0 ? ['latest'] : tags.map(([tag]) => tag);
}

/** Everything that the document says of its tarball, against the bytes that came. */
function checkTarball(document: JsonObject, { manifest }: Release, tarball: StagedBlob): void {
  const dist = memberOf(manifest, 'dist');
  const wrong = isJsonObject(dist) ? findMismatch(promisedDigests(dist), tarball.digests) : null;
  if (wrong !== null)
    throw invalid(`The tarball's ${wrong.algorithm} is ${wrong.actual}, its document promised ${wrong.expected}.`);
  const attachments = memberOf(document, '_attachments');
  for (const [name, attachment] of isJsonObject(attachments) ? Object.entries(attachments) : []) {
    const length = isJsonObject(attachment) ? memberOf(attachment, 'length') : undefined;
    if (name.endsWith('.tgz') && length !== undefined && length !== tarball.sizeBytes)
      throw invalid(`The tarball has ${tarball.sizeBytes} bytes, its document says ${String(length)}.`);
  }
}

function checkInside(wire: string, version: string, { manifest }: Tarball): void {
  const [name, inside] = [memberOf(manifest, 'name'), memberOf(manifest, 'version')];
  // npm writes '1.0.0' into the document where package.json says 'v1.0.0'.
  const sameVersion = typeof inside === 'string' && inside.trim().replace(/^[=v]+/, '') === version;
  if (name !== wire || !sameVersion)
    throw invalid(`The tarball holds ${String(name)}@${String(inside)}, its document says ${wire}@${version}.`);
}

const readmeOf = (document: JsonObject, { manifest }: Release, tarball: Tarball): string | null => {
  const said = memberOf(manifest, 'readme') ?? memberOf(document, 'readme');
  return typeof said === 'string' && said !== '' && said.length <= maxReadmeLength ? said : tarball.readme;
};

/** Who published it, as registries tell; not what the document claims. */
function published(manifest: JsonObject, publisher: string | null): JsonObject {
  if (publisher === null) return manifest;
  const user = { name: publisher, email: '' };
  return { ...manifest, _npmUser: user, maintainers: [user] };
}

interface Subject {
  readonly name: PackageName;
  /** The name of the caller. */
  readonly publisher: string | null;
}

function factsOf({ name, publisher }: Subject, release: Release, blob: StagedBlob, tarball: Tarball): NpmFacts {
  const wire = wireName(name);
  const { version, manifest } = release;
  const facts = manifestFacts({
    name: wire,
    version,
    manifest: published(publishedManifest(manifest, tarball.manifest, wire), publisher),
    dist: {
      integrity: `sha512-${Buffer.from(blob.digests.sha512, 'hex').toString('base64')}`,
      shasum: blob.digests.sha1,
      fileCount: tarball.fileCount,
      unpackedSize: tarball.unpackedSize,
    },
  });
  if (facts.full.length > maxManifestLength)
    throw invalid(`The manifest of version ${version} is longer than the ${maxManifestLength} characters allowed.`);
  return facts;
}

/** Keeps the one version of a publish document; one that exists is refused, with the same bytes too. */
export async function publish(
  port: Port,
  subject: Subject,
  { document, attachments }: PublishBody<StagedBlob>,
): Promise<FormatResponse> {
  const { name } = subject;
  const wire = wireName(name);
  requireNewName(name);
  const release = onlyVersion(document, wire);
  const blob = onlyTarball(attachments);
  checkTarball(document, release, blob);
  const tarball = await readTarball(blob);
  checkInside(wire, release.version, tarball);
  const provenance = await readProvenance(port, document);
  const made = factsOf(subject, release, blob, tarball);
  const facts = provenance === null ? made : { ...made, provenance: provenance.predicateType };
  await publishOnce(port, {
    package: name,
    version: release.version,
    assets: [
      { name: tarballAsset, content: blob },
      ...(provenance === null ? [] : [{ name: attestationAsset, content: provenance.content }]),
    ],
    facts: () => facts,
    readme: readmeOf(document, release, tarball),
    tags: tagsOf(document, release.version),
    status: 'Published',
    whenPresent: 'refuse',
  });
  return { status: 201, headers: { 'content-type': 'application/json' }, body: '{"ok":true,"success":true}' };
}

/** A version that is there is refused in the words that npm users know from the public registry. */
async function publishOnce(port: Port, upload: Upload<NpmFacts>): Promise<void> {
  const refused = (cause?: unknown): Error =>
    Object.assign(conflict(`You cannot publish over the previously published versions: ${upload.version}.`), { cause });
  try {
    const { changed } = await port.publish(upload);
    if (changed) return;
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'Conflict' && error.resource?.type === 'asset')
      throw refused(error);
    throw error;
  }
  throw refused();
}
