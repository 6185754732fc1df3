import { LRUCache } from 'lru-cache';
import { RegistryError } from '../kernel/errors.ts';
import type { AuditRecord } from '../metadata/database.ts';
import type { Principal } from '../model/principal.ts';
import { decide, type Verdict } from '../policy/decide.ts';
import { explainRefusal } from '../policy/explain-verdict.ts';
import { parseDocument } from '../policy/parse-document.ts';
import { askerOf } from '../policy/parse-principal.ts';
import type { Policy } from '../policy/policy.ts';
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

const refusal = (caller: Principal, action: string, resource: string, verdict: Verdict): RegistryError =>
  new RegistryError(
    'AccessDenied',
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${explainRefusal(verdict, action)}`,
  );

export function createAccess(): OpenScope {
  const compiled = new LRUCache<string, Policy>({ max: 1000 });
  const compile = (text: string): Policy => {
    const known = compiled.get(text) ?? parseDocument(text, 'identity');
    compiled.set(text, known);
    return known;
  };
  const judge = (caller: Principal, action: string, resource: string): Verdict =>
    decide(
      { asker: askerOf(caller), action, resource, alias: null, context: () => undefined },
      {
        relation: 'same',
        identity: caller.policies.map(compile),
        boundary: caller.boundary === null ? null : compile(caller.boundary),
        session: caller.sessionPolicies.map(compile),
        resource: [],
      },
    );

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
        const verdict = judge(caller, action, resource);
        if (verdict.decision !== 'allowed') {
          record(action, resource, 'denied', touched);
          throw refusal(caller, action, resource, verdict);
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
