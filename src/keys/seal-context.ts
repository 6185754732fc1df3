export type SecretKind = 'key' | 'access-key';

/** What a secret of the metadata store is sealed for, so that no row opens in the place of another. */
export const sealContext = (kind: SecretKind, id: string): string => `coffer ${kind} ${id}`;
