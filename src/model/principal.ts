/** `root` is the account itself, `robot` a token that was made for a tool, `anonymous` a request without any token. */
export type PrincipalKind = 'user' | 'assumed-role' | 'root' | 'robot' | 'anonymous';

/** Who signed a request or holds its token, with everything that bounds what it may do. */
export interface Principal {
  readonly id: number;
  /** 12 digits; '' for an anonymous one. */
  readonly accountId: string;
  readonly kind: PrincipalKind;
  /** Of a user; the session's name for an assumed role. */
  readonly name: string;
  /** `AIDA…` for a user, `AROA…:<session>` for an assumed role, the account's number for its root. */
  readonly uniqueId: string;
  /** What names this principal alone: for an assumed role, the ARN of the session. */
  readonly arn: string;
  /** `aws:PrincipalArn`: for an assumed role, the ARN of the role; for all others, `arn`. */
  readonly principalArn: string;
  /** Identity policies: documents as JSON text. A root has none and may do everything in its account. */
  readonly policies: readonly string[];
  /** The permissions boundary, a document as JSON text. */
  readonly boundary: string | null;
  /** Policies that the session was asked for with; together they bound it. Empty: it is not bounded. */
  readonly sessionPolicies: readonly string[];
  /** `aws:PrincipalTag`, session tags included; keys as they were written. */
  readonly tags: ReadonlyMap<string, string>;
  /** `aws:TokenIssueTime`: when the temporary credentials were made; null for permanent ones. */
  readonly issuedAt: Date | null;
}

/** Of a principal that nothing but its policies bounds. */
export const unbounded: Pick<Principal, 'boundary' | 'sessionPolicies' | 'tags' | 'issuedAt'> = {
  boundary: null,
  sessionPolicies: [],
  tags: new Map(),
  issuedAt: null,
};

/** The account itself: whoever the operator is. */
export function accountRoot(accountId: string): Principal {
  const arn = `arn:aws:iam::${accountId}:root`;
  const name = { id: 0, accountId, kind: 'root', name: 'root', uniqueId: accountId } as const;
  return { ...name, arn, principalArn: arn, policies: [], ...unbounded };
}

/** Whoever sends no token. */
export const anonymous: Principal = {
  ...{ id: 0, accountId: '', kind: 'anonymous', name: 'anonymous', uniqueId: 'anonymous' },
  ...{ arn: 'anonymous', principalArn: 'anonymous', policies: [] },
  ...unbounded,
};
