import { RegistryError } from '../kernel/errors.ts';
import type { AuditRecord } from '../metadata/database.ts';
import type { ResourceTag } from '../metadata/resource-tags.ts';
import { anonymous, type Principal } from '../model/principal.ts';
import type { RequestOrigin } from '../model/request-origin.ts';
import { type Applicable, decide, type Verdict } from '../policy/decide.ts';
import { explainRefusal } from '../policy/explain-verdict.ts';
import { parseDocument } from '../policy/parse-document.ts';
import { type Asker, askerOf } from '../policy/parse-principal.ts';
import { requestContext } from './request-context.ts';
import type { DecisionKeys } from './request-scope.ts';

/** Who wants to be a role: somebody who signed, or whoever a provider's token speaks of. */
export type RoleAsker =
  | { readonly kind: 'principal'; readonly principal: Principal }
  | { readonly kind: 'federated'; readonly providerArn: string; readonly subject: string };

/** The role, as the decision sees it. */
export interface TrustedRole {
  readonly arn: string;
  readonly accountId: string;
  readonly trustPolicy: string;
  readonly tags: readonly ResourceTag[];
}

export interface TrustQuestion {
  readonly asker: RoleAsker;
  readonly role: TrustedRole;
  /** Such as `sts:AssumeRole`. */
  readonly action: string;
  readonly keys: DecisionKeys;
  /** Tags that the session is asked for with. */
  readonly tags: readonly ResourceTag[];
  readonly requestId: string;
  readonly region: string;
  readonly now: Date;
  readonly origin: RequestOrigin | null;
  /** For the audit record. */
  readonly detail: AuditRecord['detail'];
}

const nameOf = (asker: RoleAsker): string =>
  asker.kind === 'principal' ? asker.principal.arn : `${asker.providerArn} ${asker.subject}`;

function askerIn(asker: RoleAsker): Asker {
  if (asker.kind === 'principal') return askerOf(asker.principal);
  const { providerArn: arn } = asker;
  return { kind: 'federated', accountId: '', arn, principalArn: arn, bounded: false };
}

function applicableTo({ asker, role }: TrustQuestion): Applicable {
  const resource = [parseDocument(role.trustPolicy, 'trust')];
  if (asker.kind === 'federated') return { relation: 'trust', identity: [], boundary: null, session: [], resource };
  const { accountId, policies, boundary, sessionPolicies } = asker.principal;
  const compile = (document: string) => parseDocument(document, 'identity');
  return {
    relation: accountId === role.accountId ? 'trust' : 'cross',
    identity: policies.map(compile),
    boundary: boundary === null ? null : compile(boundary),
    session: sessionPolicies.map(compile),
    resource,
  };
}

function verdictOf(question: TrustQuestion): Verdict {
  const { asker, role, action, keys, tags, region, now, origin } = question;
  const caller = asker.kind === 'principal' ? asker.principal : anonymous;
  const facts = { caller, now, region, origin, tags, tagKeys: tags.map(({ key }) => key) };
  const context = requestContext(facts, { account: role.accountId, tags: role.tags, keys });
  const wanted = { asker: askerIn(asker), action, resource: role.arn, alias: null, context };
  return decide(wanted, applicableTo(question));
}

/**
 * Whether the asker may have a session of the role: its trust policy has to say so, and the asker's own policies as far
 * as the trust policy leaves it to them (IAM User Guide, "Policy evaluation logic"). Answers the audit record with an
 * error for a refusal, to be thrown once the record is kept.
 */
export function decideTrust(question: TrustQuestion): { record: AuditRecord; refusal: RegistryError | null } {
  const { asker, role, action, requestId, now, detail } = question;
  const verdict = verdictOf(question);
  const isAllowed = verdict.decision === 'allowed';
  const record: AuditRecord = {
    ...{ at: now.getTime(), domainId: null, repositoryId: null, requestId, action, detail },
    principal: nameOf(asker),
    resource: role.arn,
    outcome: isAllowed ? 'allowed' : 'denied',
  };
  if (isAllowed) return { record, refusal: null };
  const who = asker.kind === 'principal' ? `User: ${asker.principal.arn} is not` : 'Not';
  const message = `${who} authorized to perform: ${action} on resource: ${role.arn} ${explainRefusal(verdict, action)}`;
  return { record, refusal: new RegistryError('AccessDenied', message) };
}
