import { invalid } from '../../kernel/errors.ts';
import type { Digests } from '../../model/digests.ts';
import type { FormFields } from '../shared/multipart.ts';
import { type DistributionFile, type DistributionKind, parseFileName } from './file-name.ts';
import { parseVersion, versionText } from './parse-version.ts';
import { isProjectName, normaliseName } from './project-name.ts';

/** What the fields of the upload form and the file's name say, found to agree. */
export interface UploadForm {
  /** As the form spells it. */
  readonly name: string;
  /** In its normal form. */
  readonly version: string;
  readonly file: DistributionFile;
}

const kinds: readonly DistributionKind[] = ['bdist_wheel', 'sdist'];

/** The upload form of the public index (file upload protocol version 1); Validation says what does not fit. */
export function readUploadForm(fields: FormFields, filename: string): UploadForm {
  const one = (field: string): string => fields.get(field)?.[0]?.trim() ?? '';
  for (const field of ['attestations', 'gpg_signature'])
    if (one(field) !== '') throw invalid(`'${field}' is not kept by this repository: upload without it.`);
  if (one('protocol_version') !== '1') throw invalid("The form field 'protocol_version' must be 1.");
  const name = one('name');
  if (!isProjectName(name) || name.length > 255) throw invalid(`'${name}' is an invalid project name (field 'name').`);
  const version = parseVersion(one('version'));
  if (version === null) throw invalid(`'${one('version')}' is no version by PEP 440 (field 'version').`);
  const kind = kinds.find((known) => known === one('filetype'));
  if (kind === undefined) throw invalid(`The form field 'filetype' must be one of ${kinds.join(', ')}.`);
  const file = checkFileName(filename, name, kind);
  const normal = versionText(version);
  const inFile = parseVersion(file.version);
  if (inFile === null || versionText(inFile) !== normal)
    throw invalid(`The file '${filename}' says version '${file.version}', the form '${one('version')}'.`);
  return { name, version: normal, file };
}

/** Extensions by kind; the zip is what `sdist` made on Windows before PEP 625. */
const extensions: Readonly<Record<DistributionKind, RegExp>> = { bdist_wheel: /\.whl$/, sdist: /\.(?:tar\.gz|zip)$/ };

function checkFileName(filename: string, name: string, kind: DistributionKind): DistributionFile {
  if (/[/\\]|\p{C}/u.test(filename)) throw invalid('The file name must not hold a slash or a control character.');
  if (filename.length > 255) throw invalid('The file name is longer than 255 characters.');
  if (!extensions[kind].test(filename))
    throw invalid(
      `The file '${filename}' has not the extension of a ${kind === 'sdist' ? '.tar.gz sdist' : '.whl wheel'}.`,
    );
  const file = parseFileName(filename, normaliseName(name));
  if (file === null) throw invalid(`The file name '${filename}' is not one of the project '${name}'.`);
  return file;
}

/** Digests that the form promises of the file; those of BLAKE2b-256 are left to the others, one of which must be there. */
export function promisedDigests(fields: FormFields): Partial<Digests> {
  const hex = (field: string, length: number): string | undefined => {
    const value = fields.get(field)?.[0]?.trim().toLowerCase() ?? '';
    if (value !== '' && (value.length !== length || !/^[0-9a-f]+$/.test(value)))
      throw invalid(`The form field '${field}' must be ${length} hexadecimal digits.`);
    return value || undefined;
  };
  const md5 = hex('md5_digest', 32);
  const sha256 = hex('sha256_digest', 64);
  return { ...(md5 === undefined ? {} : { md5 }), ...(sha256 === undefined ? {} : { sha256 }) };
}
