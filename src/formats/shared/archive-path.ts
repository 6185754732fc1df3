import { invalid } from '../../kernel/errors.ts';

const isAbsolute = (path: string): boolean => /^(?:[\\/]|[A-Za-z]:)/.test(path);

/**
 * The path of an archive entry without '.' and empty parts. Validation for one that leads out of the folder it would be
 * unpacked in: absolute, with a drive letter, or through '..', also where a client takes '\' for '/'.
 */
export function archivePath(raw: string): string {
  if (isAbsolute(raw) || raw.includes('\0') || raw.split(/[\\/]/).includes('..'))
    throw invalid(`The archive holds the unsafe path ${JSON.stringify(raw.slice(0, 200))}.`);
  return raw
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** Refuses a link out of the archive. A symbolic link is relative to its own folder, a hard link to the archive's root. */
export function checkLink(path: string, target: string, kind: 'link' | 'symlink'): void {
  const refuse = (): never => {
    throw invalid(`The archive's link ${JSON.stringify(path.slice(0, 200))} leads out of it.`);
  };
  if (target === '' || isAbsolute(target) || target.includes('\0')) refuse();
  let depth = kind === 'symlink' ? path.split('/').length - 1 : 0;
  for (const part of target.split(/[\\/]/)) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) refuse();
  }
}
