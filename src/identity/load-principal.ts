import type { StoredEntity } from '../metadata/iam-entities.ts';
import { findPolicyDocument, type Grants, type InlineGrant, readGrants } from '../metadata/principals.ts';
import type { Db } from '../metadata/schema.ts';
import { type Principal, unbounded } from '../model/principal.ts';
import { findAwsManagedPolicy } from './aws-managed-policies.ts';

/** What a policy that is gone stands for where it was to bound somebody. */
export const denyEverything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
});

/** The default version; null: there is no such policy. */
export const readPolicyDocument = async (db: Db, arn: string): Promise<string | null> =>
  findAwsManagedPolicy(arn)?.document ?? (await findPolicyDocument(db, arn));

/** One of a principal's own policies, and where it is from. */
export interface PolicyGrant {
  readonly document: string;
  readonly origin:
    | { readonly kind: 'inline'; readonly grant: InlineGrant }
    | { readonly kind: 'attached'; readonly arn: string };
}

/** The policies of a user, group or role, those of its groups included, in the order of `Principal.policies`. */
export const policyGrants = ({ inline, attached }: Grants): readonly PolicyGrant[] => [
  ...inline.map((grant) => ({ document: grant.document, origin: { kind: 'inline', grant } as const })),
  ...attached.flatMap(({ arn, document: own }) => {
    const document = own ?? findAwsManagedPolicy(arn)?.document;
    return document === undefined ? [] : [{ document, origin: { kind: 'attached', arn } as const }];
  }),
];

/** A user, or a role as what its sessions are made from, with every policy that it has, groups included. */
export async function loadPrincipal(db: Db, entity: StoredEntity): Promise<Principal> {
  const grants = await readGrants(db, entity);
  const { boundaryArn } = entity;
  const boundary = boundaryArn === null ? null : ((await readPolicyDocument(db, boundaryArn)) ?? denyEverything);
  return {
    id: entity.id,
    accountId: entity.accountId,
    kind: 'user',
    name: entity.name,
    uniqueId: entity.uniqueId,
    arn: entity.arn,
    principalArn: entity.arn,
    ...unbounded,
    policies: policyGrants(grants).map(({ document }) => document),
    boundary,
    tags: new Map(grants.tags.map(({ key, value }) => [key, value])),
  };
}
