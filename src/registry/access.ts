import { LRUCache } from 'lru-cache';
import { RegistryError } from '../kernel/errors.ts';
import type { AuditRecord } from '../metadata/database.ts';
import type { Principal } from '../model/principal.ts';
import { type Decision, evaluate } from '../policy/evaluate.ts';
import { parseDocument, type Statement } from '../policy/parse-document.ts';
import type { RequestScope, Touched } from './request-scope.ts';

export interface ScopeOptions {
  readonly requestId: string;
  readonly caller: Principal;
  readonly now: Date;
  /** For the audit record: how the request came in. */
  readonly detail: AuditRecord['detail'];
}

/** Makes the scopes of requests; every decision of the server is taken in one of them. */
export type OpenScope = (options: ScopeOptions) => RequestScope;

const refusal = (caller: Principal, action: string, resource: string, decision: Decision): RegistryError =>
  new RegistryError(
    'AccessDenied',
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ` +
      (decision === 'explicit-deny'
        ? 'with an explicit deny in an identity-based policy'
        : 'because no identity-based policy allows the action'),
  );

export function createAccess(): OpenScope {
  const compiled = new LRUCache<string, readonly Statement[]>({ max: 1000 });
  const statementsOf = ({ policies }: Principal): readonly Statement[] =>
    policies.flatMap((text) => {
      const known = compiled.get(text);
      if (known !== undefined) return known;
      const statements = parseDocument(text);
      compiled.set(text, statements);
      return statements;
    });

  return ({ requestId, caller, now, detail }) => {
    let decisions = 0;
    let pending: AuditRecord | null = null;
    const record = (action: string, resource: string, outcome: AuditRecord['outcome'], touched: Touched): void => {
      pending = {
        at: now.getTime(),
        domainId: touched.domainId ?? null,
        repositoryId: touched.repositoryId ?? null,
        requestId,
        principal: caller.arn,
        action,
        resource,
        outcome,
        detail,
      };
    };
    return {
      requestId,
      caller,
      now,
      get decisions() {
        return decisions;
      },
      async authorize(action, resource, touched = {}) {
        decisions += 1;
        const decision = evaluate(statementsOf(caller), action, resource);
        if (decision !== 'allowed') {
          record(action, resource, 'denied', touched);
          throw refusal(caller, action, resource, decision);
        }
        if (decisions === 1 || pending !== null) record(action, resource, 'allowed', touched);
      },
      async write(database, operation, args) {
        const taken = pending;
        const result = await database.write(operation, args, taken === null ? [] : [taken]);
        if (pending === taken) pending = null;
        return result;
      },
      takeAudit() {
        const records = pending === null ? [] : [pending];
        pending = null;
        return records;
      },
    };
  };
}
