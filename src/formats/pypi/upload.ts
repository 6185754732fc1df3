import { conflict, invalid, RegistryError } from '../../kernel/errors.ts';
import { findMismatch } from '../../model/digests.ts';
import type { FormatRequest, FormatResponse, RepositoryPort, StagedBlob } from '../format.ts';
import { type FormFields, type FormLimits, readMultipart } from '../shared/multipart.ts';
import type { CoreMetadata } from './core-metadata.ts';
import { type PypiFacts, type PypiFile, withFile } from './facts.ts';
import { parseFileName } from './file-name.ts';
import { projectName } from './project-name.ts';
import { readDistribution } from './read-distribution.ts';
import { promisedDigests, readUploadForm, type UploadForm } from './upload-form.ts';
import { versions } from './versions.ts';

type Port = RepositoryPort<PypiFacts>;

/** The description field repeats the readme; the other repeated fields are classifiers and requirements. */
const formLimits: FormLimits = { fields: 5000, fieldBytes: 4 * 1024 ** 2, totalLength: 8 * 1024 ** 2, files: 1 };

const plainText = { 'content-type': 'text/plain; charset=utf-8' };

/** POST of one file, as twine, uv, poetry, flit and hatch send it. The same bytes again: 200, so that they may retry. */
export async function upload(request: FormatRequest, port: Port): Promise<FormatResponse> {
  const received: { filename: string; content: StagedBlob }[] = [];
  const fields = await readMultipart(request, formLimits, async ({ field, filename, bytes }, before) => {
    if (field !== 'content') throw invalid(`'${field}' is not kept by this repository: upload without it.`);
    // Every client sends the fields before the file.
    const name = before.get('name')?.[0];
    await port.decide('PublishPackageVersion', name === undefined ? undefined : projectName(name));
    received.push({ filename, content: await port.stage(bytes, promisedDigests(before)) });
  });
  const refused = answerAction(fields.get(':action')?.[0]);
  if (refused !== null) return refused;
  const [file] = received;
  if (file === undefined) throw invalid("The form has no file part named 'content'.");
  checkDigests(fields, file.content);
  const form = readUploadForm(fields, file.filename);
  const { metadata, metadataDigest } = await readDistribution(form.file, file.filename, file.content);
  checkMetadata(metadata, form);
  await publish(port, form, file, metadata, metadataDigest);
  return { status: 200, headers: plainText, body: 'OK\n' };
}

/** Old tools register a project before its first upload, or send its documentation: neither is needed, nor kept. */
function answerAction(action: string | undefined): FormatResponse | null {
  if (action === 'file_upload') return null;
  if (action !== 'submit' && action !== 'submit_pkg_info' && action !== 'doc_upload')
    throw invalid("The form field ':action' must be 'file_upload'.");
  return {
    status: 410,
    headers: plainText,
    body: `The action '${action}' is gone: upload the files of a release, and nothing else.\n`,
  };
}

function checkDigests(fields: FormFields, { digests }: StagedBlob): void {
  const promised = promisedDigests(fields);
  if (Object.keys(promised).length === 0) throw invalid("Send 'sha256_digest' or 'md5_digest' with the file.");
  const wrong = findMismatch(promised, digests);
  if (wrong !== null)
    throw invalid(`The file's ${wrong.algorithm} is ${wrong.actual}, the form promised ${wrong.expected}.`);
}

function checkMetadata(metadata: CoreMetadata, form: UploadForm): void {
  if (projectName(metadata.name || '?').name !== projectName(form.name).name)
    throw invalid(`The metadata in the file is of the project '${metadata.name}', the form says '${form.name}'.`);
  if (versions.key(metadata.version) !== versions.key(form.version))
    throw invalid(`The metadata in the file is of version '${metadata.version}', the form says '${form.version}'.`);
}

async function publish(
  port: Port,
  { name, version, file: { kind } }: UploadForm,
  { filename, content }: { filename: string; content: StagedBlob },
  { name: displayName, requiresPython, about, description }: CoreMetadata,
  metadata: string | null,
): Promise<void> {
  const project = projectName(name);
  const facts = (kept: PypiFacts | null): PypiFacts => {
    const before = kept ?? { name: displayName, about, files: [] };
    const stored = before.files.find((file) => file.name === filename);
    if (kind === 'sdist' && stored === undefined) refuseSecondSdist(before.files, project.name, filename);
    const file: PypiFile = {
      name: filename,
      requiresPython,
      metadata,
      yanked: stored?.yanked ?? null,
      provenance: null,
    };
    return { ...before, about: before.about ?? about, files: withFile(before.files, file) };
  };
  try {
    await port.publish({
      package: project,
      version,
      assets: [{ name: filename, content }],
      facts,
      ...(description === null ? {} : { readme: description }),
      status: 'Published',
      whenPresent: 'extend',
    });
  } catch (error) {
    // Clients that skip existing files go by these words, which other conflicts must not have.
    if (error instanceof RegistryError && error.code === 'Conflict' && error.resource?.type === 'asset')
      throw conflict(`File already exists: ${error.message}`, error.resource);
    throw error;
  }
}

function refuseSecondSdist(files: readonly PypiFile[], project: string, filename: string): void {
  const other = files.find(({ name }) => parseFileName(name, project)?.kind === 'sdist');
  if (other !== undefined)
    throw invalid(`A release has one sdist: '${other.name}' is here, so '${filename}' is refused.`);
}
