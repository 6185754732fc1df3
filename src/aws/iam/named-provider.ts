import { findOidcProvider, type OidcProvider } from '../../metadata/iam-oidc-providers.ts';
import type { QueryCall, Subject } from '../query/action.ts';
import { accountOf, urlOfProvider } from './arns.ts';
import { noSuchEntity } from './errors.ts';

/** An identity provider that a request names. */
export interface NamedProvider extends Subject {
  readonly found: OidcProvider | null;
}

export async function namedProvider(
  { deps, signer }: Pick<QueryCall, 'deps' | 'signer'>,
  arn: string,
): Promise<NamedProvider> {
  const { accountId } = signer.principal;
  const url = accountOf(arn) === accountId ? urlOfProvider(arn) : null;
  return { arn, found: url === null ? null : await findOidcProvider(deps.database.reader, accountId, url) };
}

/** NoSuchEntity when there is none. */
export function existingProvider({ arn, found }: NamedProvider): OidcProvider {
  if (found === null) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`);
  return found;
}
