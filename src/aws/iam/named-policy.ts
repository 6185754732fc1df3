import { type AwsManagedPolicy, findAwsManagedPolicy } from '../../identity/aws-managed-policies.ts';
import { findManagedPolicy, type ManagedPolicy } from '../../metadata/iam-managed-policies.ts';
import type { QueryCall, Subject } from '../query/action.ts';
import { invalidInput, noSuchEntity } from './errors.ts';

/** A managed policy that a request names: of AWS, of the caller's account, or none. */
export interface NamedPolicy extends Subject {
  readonly own: ManagedPolicy | null;
  readonly aws: AwsManagedPolicy | null;
}

export async function namedPolicy(
  { deps, signer }: Pick<QueryCall, 'deps' | 'signer'>,
  arn: string,
): Promise<NamedPolicy> {
  const aws = findAwsManagedPolicy(arn);
  const found = aws === null ? await findManagedPolicy(deps.database.reader, arn) : null;
  return { arn, aws, own: found?.accountId === signer.principal.accountId ? found : null };
}

export const noSuchPolicy = (arn: string) => noSuchEntity(`Policy ${arn} was not found.`);

/** One that the caller's account may change. NoSuchEntity when there is none, InvalidInput for one of AWS. */
export function existingPolicy({ arn, own, aws }: NamedPolicy): ManagedPolicy {
  if (aws !== null) throw invalidInput(`The policy ${arn} is one of AWS: it cannot be changed.`);
  if (own === null) throw noSuchPolicy(arn);
  return own;
}
