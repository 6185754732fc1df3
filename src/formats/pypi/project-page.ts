import type { AssetEntry, PackageIndex } from '../../model/package.ts';
import type { PackageDocument } from '../format.ts';
import type { PypiFacts, PypiFile } from './facts.ts';
import { escapeHtml, htmlPage } from './html-page.ts';
import { contentTypes, type PageForm } from './media-type.ts';

/** The files of a project (PEP 503, 592, 658, 691, 700, 714, 740). URLs are relative: the page's address ends in '/'. */
export const projectPage: PackageDocument<PypiFacts> = {
  key: 'simple',
  of: 'package',
  render(index, { variant }) {
    const form = variant as PageForm;
    const body = form === 'json' ? renderJson(index) : renderHtml(index);
    return { contentType: contentTypes[form], headers: { vary: 'accept, accept-encoding' }, body };
  },
};

interface ListedFile extends PypiFile {
  readonly asset: AssetEntry;
  /** Relative, with '/' as its only unescaped separator. */
  readonly url: string;
}

function listFiles({ versions }: PackageIndex<PypiFacts>): ListedFile[] {
  return versions.flatMap(({ version, assets, facts }) => {
    const byName = new Map(facts.files.map((file) => [file.name, file]));
    return (assets ?? []).flatMap((asset) => {
      const file = byName.get(asset.name);
      const url = `${encodeURIComponent(version)}/${encodeURIComponent(asset.name)}`;
      return file === undefined ? [] : [{ ...file, asset, url }];
    });
  });
}

/** The digest that clients pin: SHA-256, or what an upstream promised instead. */
function shownDigests({ asset: { digests } }: ListedFile): [string, string][] {
  if (digests.sha256 !== undefined) return [['sha256', digests.sha256]];
  return Object.entries(digests).slice(0, 1);
}

/** 1.0 where a size is not known, which later versions of the API require of every file. */
const apiVersion = (files: readonly ListedFile[]): string =>
  files.every(({ asset }) => asset.sizeBytes !== null) ? '1.3' : '1.0';

function renderJson(index: PackageIndex<PypiFacts>): string {
  const files = listFiles(index);
  return JSON.stringify({
    meta: { 'api-version': apiVersion(files) },
    name: index.name.name,
    versions: index.versions.map(({ version }) => version),
    files: files.map((file) => {
      const metadata = file.metadata === null ? false : { sha256: file.metadata };
      return {
        filename: file.name,
        url: file.url,
        hashes: Object.fromEntries(shownDigests(file)),
        ...(file.requiresPython === null ? {} : { 'requires-python': file.requiresPython }),
        ...(file.asset.sizeBytes === null ? {} : { size: file.asset.sizeBytes }),
        ...(file.asset.publishedAt === null ? {} : { 'upload-time': uploadTime(file.asset.publishedAt) }),
        yanked: file.yanked === null ? false : file.yanked || true,
        'core-metadata': metadata,
        'dist-info-metadata': metadata,
        provenance: file.provenance,
      };
    }),
  });
}

/** PEP 700 asks for UTC with 'Z'. */
const uploadTime = (publishedAt: string): string => new Date(publishedAt).toISOString().replace('Z', '000Z');

function renderHtml(index: PackageIndex<PypiFacts>): string {
  const files = listFiles(index);
  const title = `Links for ${index.name.name}`;
  return htmlPage(title, apiVersion(files), [`<h1>${escapeHtml(title)}</h1>`, ...files.map(anchor)].join('\n'));
}

function anchor(file: ListedFile): string {
  const [digest] = shownDigests(file);
  const metadata = file.metadata === null ? null : `sha256=${file.metadata}`;
  const attributes: (readonly [string, string | null])[] = [
    ['href', digest === undefined ? file.url : `${file.url}#${digest[0]}=${digest[1]}`],
    ['data-requires-python', file.requiresPython],
    ['data-core-metadata', metadata],
    ['data-dist-info-metadata', metadata],
    ['data-yanked', file.yanked],
    ['data-provenance', file.provenance],
  ];
  const shown = attributes.flatMap(([name, value]) => (value === null ? [] : [` ${name}="${escapeHtml(value)}"`]));
  return `<a${shown.join('')}>${escapeHtml(file.name)}</a><br>`;
}
