import { invalid } from '../kernel/errors.ts';
import type { Principal, PrincipalKind } from '../model/principal.ts';

/** Who asks, as Principal elements name them. A `federated` one comes with a token of the identity provider `arn`. */
export interface Asker extends Pick<Principal, 'accountId' | 'arn' | 'principalArn'> {
  readonly kind: PrincipalKind | 'federated';
  /** Session policies bound what is granted to it by a name that others share. */
  readonly bounded: boolean;
}

/**
 * How closely a statement names who asks (IAM User Guide, "Policy evaluation logic", resource-based policies): `account`
 * leaves the decision to the account's own policies, `identity` is bounded by boundary and session, `direct` by nothing.
 */
export type Naming = 'none' | 'account' | 'identity' | 'direct';

export type NameAsker = (asker: Asker) => Naming;

interface Names {
  readonly everybody: boolean;
  readonly accounts: ReadonlySet<string>;
  readonly arns: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
}

const isSession = ({ kind }: Asker): boolean => kind === 'assumed-role' || kind === 'federated';

/** A robot and a session that goes by its user's name stay within what their session policies allow. */
const closest = (asker: Asker): Naming => (asker.bounded && !isSession(asker) ? 'identity' : 'direct');

function naming({ everybody, accounts, arns, providers }: Names, asker: Asker): Naming {
  if (everybody) return closest(asker);
  if (asker.kind === 'anonymous') return 'none';
  if (asker.kind === 'federated') return providers.has(asker.arn) ? 'direct' : 'none';
  if (arns.has(asker.arn)) return closest(asker);
  if (arns.has(asker.principalArn)) return 'identity';
  if (!accounts.has(asker.accountId)) return 'none';
  return asker.kind === 'root' ? 'direct' : 'account';
}

/**
 * Of accounts, NotPrincipal excepts the root alone (IAM User Guide, "NotPrincipal"). A request without a token is denied by
 * it, and is never let in by it.
 */
function namingOfOthers({ everybody, accounts, arns, providers }: Names, asker: Asker): Naming {
  if (everybody) return 'none';
  if (asker.kind === 'anonymous') return 'account';
  const excepted =
    asker.kind === 'federated'
      ? providers.has(asker.arn)
      : arns.has(asker.arn) || arns.has(asker.principalArn) || (asker.kind === 'root' && accounts.has(asker.accountId));
  return excepted ? 'none' : closest(asker);
}

const account = /^\d{12}$/;
const accountArn = /^arn:aws[a-z-]*:iam::(\d{12}):root$/;
const identityArn = /^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:(?:user|role|assumed-role|federated-user|robot)\/[^*?\s]+$/;
/** What IAM leaves in the place of a deleted user or role: it names nobody any more. */
const uniqueId = /^A[A-Z0-9]{15,127}$/;

const textsOf = (value: unknown, place: string): readonly string[] => {
  const list = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((item) => typeof item === 'string')) return list;
  throw invalid(`${place} must be a string or a list of strings.`);
};

function addAws(texts: readonly string[], place: string, accounts: Set<string>, arns: Set<string>): boolean {
  let everybody = false;
  for (const text of texts) {
    const ofAccount = account.test(text) ? text : accountArn.exec(text)?.[1];
    if (text === '*') everybody = true;
    else if (ofAccount !== undefined) accounts.add(ofAccount);
    else if (identityArn.test(text) || uniqueId.test(text)) arns.add(text);
    else
      throw invalid(
        `${place}: '${text}' is not a principal: an account's number, or the ARN of an account's root, a user, a role or a session, without wildcards, or '*'.`,
      );
  }
  return everybody;
}

function parseNames(value: unknown, place: string): Names {
  const [accounts, arns, providers] = [new Set<string>(), new Set<string>(), new Set<string>()];
  if (value === '*') return { everybody: true, accounts, arns, providers };
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${place} must be '*' or an object such as { "AWS": "arn:aws:iam::111122223333:root" }.`);
  let everybody = false;
  const entries = Object.entries(value);
  if (entries.length === 0) throw invalid(`${place} names nobody.`);
  for (const [kind, named] of entries) {
    const texts = textsOf(named, `${place}.${kind}`);
    if (kind === 'AWS') everybody = addAws(texts, `${place}.AWS`, accounts, arns) || everybody;
    else if (kind === 'Federated') for (const text of texts) providers.add(text);
    else if (kind !== 'Service' && kind !== 'CanonicalUser')
      throw invalid(`${place} has the member '${kind}'; it may have AWS, Federated, Service and CanonicalUser.`);
  }
  return { everybody, accounts, arns, providers };
}

/** Compiles Principal or NotPrincipal. Validation, naming the place, for what names no principal. */
export function parsePrincipal(value: unknown, place: string, others: boolean): NameAsker {
  const names = parseNames(value, place);
  return others ? (asker) => namingOfOthers(names, asker) : (asker) => naming(names, asker);
}

/** Who asks, of a principal that signed or holds a token. */
export const askerOf = ({ kind, accountId, arn, principalArn, sessionPolicies }: Principal): Asker => ({
  kind,
  accountId,
  arn,
  principalArn,
  bounded: kind === 'robot' || sessionPolicies.length > 0,
});
