import { findAwsManagedPolicy } from '../../identity/aws-managed-policies.ts';
import { findManagedPolicy } from '../../metadata/iam-managed-policies.ts';
import type { DecisionKeys } from '../../registry/request-scope.ts';
import type { QueryCall } from '../query/action.ts';
import { noSuchEntity } from './errors.ts';

/** What conditions of IAM's own keys read. */
export const boundaryKeys = (arn: string | undefined): DecisionKeys =>
  arn === undefined ? {} : { 'iam:permissionsboundary': arn };

/** A managed policy of AWS or of the caller's account; null: no boundary. NoSuchEntity for any other ARN. */
export async function readBoundary({ deps, signer }: QueryCall, arn: string | undefined): Promise<string | null> {
  if (arn === undefined) return null;
  if (findAwsManagedPolicy(arn) !== null) return arn;
  const found = await findManagedPolicy(deps.database.reader, arn);
  if (found?.accountId === signer.principal.accountId) return arn;
  throw noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`);
}
