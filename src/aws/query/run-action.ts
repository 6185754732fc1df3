import type { ApiRequest } from '../../api/api.ts';
import type { Signer } from '../../identity/sigv4.ts';
import type { AuditRecord } from '../../metadata/database.ts';
import type { RequestScope } from '../../registry/request-scope.ts';
import type { AwsDeps } from '../deps.ts';
import type { Action, AnyAction, QueryCall, Subject } from './action.ts';
import { queryErrorOf } from './errors.ts';
import type { QueryValue } from './parameters.ts';

export interface ActionRequest {
  readonly action: AnyAction;
  readonly parameters: ReadonlyMap<string, QueryValue>;
  readonly signer: Signer;
  readonly requestId: string;
  readonly request: ApiRequest;
}

/** What was allowed and then not done. */
const failed = (records: readonly AuditRecord[], error: unknown): AuditRecord[] => {
  const code = queryErrorOf(error)?.code ?? 'InternalFailure';
  return records.map((record) =>
    record.outcome === 'allowed' ? { ...record, outcome: 'failed', detail: { ...record.detail, error: code } } : record,
  );
};

function openScope(
  deps: AwsDeps,
  action: Action<unknown, Subject>,
  input: unknown,
  asked: ActionRequest,
): RequestScope {
  const { signer, requestId } = asked;
  const tags = action.tags?.(input) ?? [];
  return deps.openScope({
    requestId,
    caller: signer.principal,
    now: deps.clock.now(),
    detail: { accessKeyId: signer.accessKeyId },
    tags,
    tagKeys: [...tags.map(({ key }) => key), ...(action.tagKeys?.(input) ?? [])],
    ...(asked.request.origin !== undefined && { origin: asked.request.origin }),
  });
}

const openRecord = (service: string, { action, signer, requestId }: ActionRequest, now: Date): AuditRecord => ({
  at: now.getTime(),
  domainId: null,
  repositoryId: null,
  requestId,
  principal: signer.principal.arn,
  action: `${service}:${action.name}`,
  resource: '*',
  outcome: 'allowed',
  detail: { accessKeyId: signer.accessKeyId },
});

/** Validates, authorises, handles and audits one signed call. */
export async function runAction(deps: AwsDeps, service: string, asked: ActionRequest): Promise<object | null> {
  const action = asked.action as unknown as Action<unknown, Subject>;
  const { signer } = asked;
  const input = action.input.read(asked.parameters);
  const request = openScope(deps, action, input, asked);
  const call: QueryCall = {
    deps,
    signer,
    request,
    origin: asked.request.origin ?? null,
    async write(operation, args) {
      const result = await request.write(deps.database, operation, args);
      deps.identityChanged();
      return result;
    },
  };
  try {
    if (action.decides === 'nothing') deps.auditReads([openRecord(service, asked, request.now)]);
    const subject = await action.subject(input, call);
    const keys = action.keys?.(input) ?? {};
    for (const other of action.also?.(input) ?? [])
      await request.authorize(`${service}:${other}`, subject.arn, {}, keys);
    if (action.decides === undefined) await request.authorize(`${service}:${action.name}`, subject.arn, {}, keys);
    const result = await action.handle(call, input, subject);
    deps.auditReads(request.takeAudit());
    return result;
  } catch (error) {
    deps.auditReads(failed(request.takeAudit(), error));
    throw error;
  }
}
