import { RegistryError } from '../kernel/errors.ts';

const full: readonly string[] = ['ENOSPC', 'EDQUOT'];

/** What a caller is told when the disk took no more; every other error as it is. */
export function storageFailure(error: unknown, root: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined || !full.includes(code)) return error;
  return new RegistryError(
    'InternalServer',
    `The disk of the blob store '${root}' is full: nothing was stored. The operator has to free space; then send it again.`,
    { cause: error },
  );
}
