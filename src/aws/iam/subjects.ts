import { invalid } from '../../kernel/errors.ts';
import { type EntityKind, findEntity, type StoredEntity } from '../../metadata/iam-entities.ts';
import type { QueryCall, Subject } from '../query/action.ts';
import { entityArn } from './arns.ts';
import { noSuch } from './errors.ts';

type Asking = Pick<QueryCall, 'deps' | 'signer'>;

/** A user, group or role of the caller's account that a request names. */
export interface NamedEntity extends Subject {
  readonly kind: EntityKind;
  readonly name: string;
  /** null: there is none. The decision comes first, so that only who may ask is told. */
  readonly found: StoredEntity | null;
}

export async function named({ deps, signer }: Asking, kind: EntityKind, name: string): Promise<NamedEntity> {
  const { accountId } = signer.principal;
  const found = await findEntity(deps.database.reader, accountId, kind, name);
  return { kind, name, found, arn: found?.arn ?? entityArn(accountId, kind, '/', name) };
}

/** The user that is named, or else the one who asks. */
export function namedUser(call: Asking, name: string | undefined): Promise<NamedEntity> {
  const { principal, session } = call.signer;
  if (name !== undefined) return named(call, 'user', name);
  if (principal.kind === 'user' && (session === null || session.kind === 'user'))
    return named(call, 'user', principal.name);
  throw invalid('Must specify userName when calling with non-User credentials');
}

/** NoSuchEntity when there is none. */
export function existing({ kind, name, found }: NamedEntity): StoredEntity {
  if (found === null) throw noSuch(kind, name);
  return found;
}

/** What is new, or listed, below an ARN of the caller's account. */
export const ofAccount =
  (rest: (accountId: string) => string) =>
  ({ signer }: Asking): Subject => ({ arn: rest(signer.principal.accountId) });

/** Lists are decided on the path that they look below. */
export const listed = (kind: EntityKind | 'policy', { signer }: Asking, prefix: string | undefined): Subject => ({
  arn: `arn:aws:iam::${signer.principal.accountId}:${kind}${prefix ?? '/'}`,
});
