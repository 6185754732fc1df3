import type { Session } from '../identity/session.ts';
import { RegistryError } from '../kernel/errors.ts';
import type { AuditRecord } from '../metadata/database.ts';
import type { Principal } from '../model/principal.ts';
import type { RequestOrigin } from '../model/request-origin.ts';
import type { Touched } from '../registry/request-scope.ts';
import type { ApiDeps } from './deps.ts';
import { operations as models, type OperationName } from './model.generated.ts';
import type { Operation, OperationScope, Target } from './operation.ts';
import { operations } from './operations/catalogue.ts';
import type { RawInput } from './protocol/read-input.ts';
import { validateInput } from './protocol/validate.ts';
import { tagsOfInput } from './tags-of-input.ts';
import { findTarget } from './target.ts';

export interface Call {
  readonly name: OperationName;
  /** Member names of the model to values. */
  readonly input: RawInput;
  readonly caller: Principal;
  /** null inside the server. */
  readonly accessKeyId: string | null;
  readonly session?: Session | null;
  readonly requestId: string;
  /** Absent: from inside the server. */
  readonly origin?: RequestOrigin | undefined;
}

const touchedBy = ({ domain, repository }: Target): Touched => ({
  ...(domain !== null && { domainId: domain.id }),
  ...(repository !== null && { repositoryId: repository.id }),
});

/** Other permissions first: the last decision is the one that the audit record names. */
async function authorize(operation: Operation<never, unknown>, input: never, scope: OperationScope): Promise<void> {
  const touched = touchedBy(scope.target);
  for (const { action, resource, keys } of operation.also?.(input, scope) ?? [])
    await scope.request.authorize(action, resource, touched, keys);
  await scope.request.authorize(operation.action, operation.resource(input, scope), touched);
}

/** What was allowed and then not done. */
function failed(records: readonly AuditRecord[], error: unknown): AuditRecord[] {
  const code = error instanceof RegistryError ? error.code : 'InternalServer';
  return records.map((record) =>
    record.outcome === 'allowed' ? { ...record, outcome: 'failed', detail: { ...record.detail, error: code } } : record,
  );
}

/** Validates, authorises, handles and audits one call. RegistryError for what the caller can act on. */
export async function runOperation(deps: ApiDeps, call: Call): Promise<Readonly<Record<string, unknown>>> {
  const { name, caller, accessKeyId, session = null, requestId } = call;
  validateInput(call.input, models[name].input);
  const input = call.input as never;
  const operation: Operation<never, unknown> = operations[name];
  const request = deps.openScope({
    ...{ requestId, caller, now: deps.clock.now(), detail: { accessKeyId } },
    ...(call.origin !== undefined && { origin: call.origin }),
    ...tagsOfInput(call.input),
  });
  const scope = { request, deps, accessKeyId, session, target: await findTarget(deps, caller, call.input) };
  try {
    await authorize(operation, input, scope);
    const output = await operation.handle(input, scope);
    if (request.decisions === 0) throw new Error(`${name} answered without a decision`);
    deps.auditReads(request.takeAudit());
    return output as Readonly<Record<string, unknown>>;
  } catch (error) {
    deps.auditReads(failed(request.takeAudit(), error));
    throw error;
  }
}
