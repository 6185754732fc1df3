/** What temporary credentials stand for. What the principal may do is looked up at each request, not kept here. */
export interface Session {
  /** 'role': an assumed role; 'user': a session of the user itself (GetSessionToken). */
  readonly kind: 'role' | 'user';
  /** `AROA…` or `AIDA…`. */
  readonly entityId: string;
  /** Of an assumed role; '' for a user. */
  readonly name: string;
  /** Documents that bound the session. */
  readonly policies: readonly string[];
  /** ARNs of managed policies that bound it as well; their documents are those of the time of use. */
  readonly policyArns: readonly string[];
  readonly tags: readonly (readonly [key: string, value: string])[];
  /** Keys of `tags` that roles assumed from this session have too. */
  readonly transitiveTagKeys: readonly string[];
  /** Ends of validity, in seconds since 1970. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A session with what signs its requests. */
export interface SessionCredentials {
  readonly session: Session;
  readonly accessKeyId: string;
  readonly secret: string;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isTags = (value: unknown): value is [string, string][] =>
  Array.isArray(value) && value.every((tag) => isTexts(tag) && tag.length === 2);

export const writeSession = ({ kind, ...session }: Session): readonly unknown[] => [
  kind === 'role' ? 1 : 0,
  session.entityId,
  session.name,
  session.policies,
  session.policyArns,
  session.tags,
  session.transitiveTagKeys,
  session.issuedAt,
  session.expiresAt,
];

/** null when it is not what `writeSession` writes. */
export function readSession(value: unknown): Session | null {
  if (!Array.isArray(value)) return null;
  const [kind, entityId, name, policies, policyArns, tags, transitiveTagKeys, issuedAt, expiresAt] =
    value as readonly unknown[];
  if (!isText(entityId) || !isText(name) || !isTexts(policies) || !isTexts(policyArns)) return null;
  if (!isTags(tags) || !isTexts(transitiveTagKeys)) return null;
  if (typeof issuedAt !== 'number' || typeof expiresAt !== 'number') return null;
  return {
    kind: kind === 1 ? 'role' : 'user',
    ...{ entityId, name, policies, policyArns, tags, transitiveTagKeys, issuedAt, expiresAt },
  };
}
