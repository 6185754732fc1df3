import type { EntityKind } from '../../metadata/iam-entities.ts';

/** IAM User Guide, "IAM ARNs". A path begins and ends with '/'. */
export const entityArn = (accountId: string, kind: EntityKind, path: string, name: string): string =>
  `arn:aws:iam::${accountId}:${kind}${path}${name}`;

export const policyArn = (accountId: string, path: string, name: string): string =>
  `arn:aws:iam::${accountId}:policy${path}${name}`;

/** `url` without `https://`. */
export const providerArn = (accountId: string, url: string): string => `arn:aws:iam::${accountId}:oidc-provider/${url}`;

/** The account in an ARN of IAM; null: it is none. */
export const accountOf = (arn: string): string | null => /^arn:aws:iam::(\d{12}):/.exec(arn)?.[1] ?? null;

/** The URL in the ARN of an identity provider; null: it is none. */
export const urlOfProvider = (arn: string): string | null =>
  /^arn:aws:iam::\d{12}:oidc-provider\/(.+)$/.exec(arn)?.[1] ?? null;
