import { RegistryError } from '../kernel/errors.ts';
import type { AuditRecord } from '../metadata/database.ts';
import type { ResourceTag } from '../metadata/resource-tags.ts';
import type { Principal } from '../model/principal.ts';
import type { RequestOrigin } from '../model/request-origin.ts';
import type { Verdict } from '../policy/decide.ts';
import { explainRefusal } from '../policy/explain-verdict.ts';
import { createJudge, type JudgeDeps } from './judge.ts';
import type { RequestScope, Touched } from './request-scope.ts';

export interface ScopeOptions {
  readonly requestId: string;
  readonly caller: Principal;
  readonly now: Date;
  /** For the audit record: how the request came in. */
  readonly detail: AuditRecord['detail'];
  /** Absent: from inside the server. */
  readonly origin?: RequestOrigin;
  /** Tags that the request brings, and keys of tags that it brings or takes away. */
  readonly tags?: readonly ResourceTag[];
  readonly tagKeys?: readonly string[];
}

/** Makes the scopes of requests; every decision of the server is taken in one of them. */
export type OpenScope = (options: ScopeOptions) => RequestScope;

export interface AccessDeps extends JudgeDeps {
  readonly region: string;
}

const nameOf = ({ kind, arn }: Principal): string => (kind === 'anonymous' ? 'Anonymous' : `User: ${arn}`);

const refusal = (caller: Principal, action: string, resource: string, verdict: Verdict): RegistryError =>
  new RegistryError(
    'AccessDenied',
    `${nameOf(caller)} is not authorized to perform: ${action} on resource: ${resource} ${explainRefusal(verdict, action)}`,
  );

function recordOf(
  { requestId, caller, now, detail }: ScopeOptions,
  action: string,
  resource: string,
  outcome: AuditRecord['outcome'],
  touched: Touched,
): AuditRecord {
  return {
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
}

/** Members that change, since getters would cost each scope a hidden class of its own. */
interface Counting extends RequestScope {
  decisions: number;
  isRepeatable: boolean;
}

export function createAccess(deps: AccessDeps): OpenScope {
  const judge = createJudge(deps);

  return (options) => {
    const { requestId, caller, now, origin = null, tags = [] } = options;
    const { tagKeys = tags.map(({ key }) => key) } = options;
    const facts = { caller, now, region: deps.region, origin, tags, tagKeys };
    let pending: AuditRecord | null = null;
    const scope: Counting = {
      requestId,
      caller,
      now,
      decisions: 0,
      isRepeatable: true,
      async authorize(action, resource, touched = {}, keys = {}) {
        scope.decisions += 1;
        const isFirst = scope.decisions === 1;
        const { verdict } = await judge(facts, { action, resource, touched, keys });
        scope.isRepeatable &&= verdict.repeatable;
        if (verdict.decision !== 'allowed') {
          pending = recordOf(options, action, resource, 'denied', touched);
          throw refusal(caller, action, resource, verdict);
        }
        if (isFirst || pending !== null) pending = recordOf(options, action, resource, 'allowed', touched);
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
    return scope;
  };
}
