/** `PackageVersionStatus` of the API model. `Deleted` is only ever answered, never stored. */
export type PackageVersionStatus = 'Published' | 'Unfinished' | 'Unlisted' | 'Archived' | 'Disposed' | 'Deleted';

/** Stored as these numbers; never renumber. */
export const statusCodes = { Published: 1, Unfinished: 2, Unlisted: 3, Archived: 4, Disposed: 5 } as const;
export type StoredStatus = keyof typeof statusCodes;

const names = new Map<number, StoredStatus>(
  Object.entries(statusCodes).map(([name, code]) => [code, name as StoredStatus]),
);

export function statusOf(code: number): StoredStatus {
  const name = names.get(code);
  if (name === undefined) throw new Error(`unknown package version status ${code}`);
  return name;
}

/** Clients may fetch the files of such a version. */
export const isFetchable = (status: StoredStatus): status is 'Published' | 'Unlisted' =>
  status === 'Published' || status === 'Unlisted';
