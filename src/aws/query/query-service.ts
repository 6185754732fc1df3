import type { Api, ApiRequest, ApiResponse } from '../../api/api.ts';
import { AuthenticationError } from '../../identity/authentication-error.ts';
import { type Signer, verifySignature } from '../../identity/sigv4.ts';
import { parseTarget, type RequestTarget } from '../../identity/sigv4-target.ts';
import { limits } from '../../kernel/limits.ts';
import type { RequestOrigin } from '../../model/request-origin.ts';
import type { AwsDeps } from '../deps.ts';
import type { AnyAction } from './action.ts';
import { type QueryError, queryErrorOf, renderQueryError } from './errors.ts';
import { type QueryValue, readParameters } from './parameters.ts';
import { renderResult } from './render-result.ts';
import { runAction } from './run-action.ts';

/** What a request without a signature asks for. */
export interface UnsignedCall {
  readonly deps: AwsDeps;
  readonly parameters: ReadonlyMap<string, QueryValue>;
  readonly requestId: string;
  /** null: from inside the server. */
  readonly origin: RequestOrigin | null;
}

export interface QueryService {
  /** The signing name. */
  readonly name: string;
  readonly xmlns: string;
  readonly actions: ReadonlyMap<string, AnyAction>;
  /** Actions that prove who asks by something else than a signature. They decide and audit by themselves. */
  readonly unsigned: ReadonlyMap<string, (call: UnsignedCall) => Promise<object>>;
  /** Refuses signers whom this service does not serve. */
  admit?(signer: Signer): void;
}

interface Exchange {
  readonly deps: AwsDeps;
  readonly service: QueryService;
  readonly request: ApiRequest;
  readonly target: RequestTarget;
  readonly requestId: string;
}

const unknownAction = ({ service }: Exchange, name: string): QueryError => ({
  status: 400,
  code: 'InvalidAction',
  message:
    `The action '${name}' of ${service.name.toUpperCase()} is not supported by this server. ` +
    `Set AWS_ENDPOINT_URL_${service.name.toUpperCase()} to an endpoint that has it.`,
});

const success = ({ service, requestId }: Exchange, name: string, result: object | null): ApiResponse => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: renderResult(name, result, service.xmlns, requestId),
});

const isSigned = ({ request, target }: Exchange): boolean =>
  request.headers['authorization'] !== undefined || target.query.some(([name]) => name === 'X-Amz-Signature');

async function readWhole(body: ApiRequest['body']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += (chunk as Buffer).length;
    if (sizeBytes > limits.jsonBodyBytes)
      throw new AuthenticationError('MissingAuthenticationToken', 'The request is not signed, and it is too large.');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

async function answerUnsigned(exchange: Exchange): Promise<ApiResponse> {
  const { deps, service, request, target, requestId } = exchange;
  const body = service.unsigned.size === 0 ? Buffer.alloc(0) : await readWhole(request.body);
  const parameters = readParameters(target.query, body);
  const name = String(parameters.get('Action') ?? '');
  const run = service.unsigned.get(name);
  if (run === undefined)
    throw new AuthenticationError(
      'MissingAuthenticationToken',
      'The request is not signed. Sign it with AWS Signature Version 4, as the AWS CLI and SDKs do.',
    );
  return success(exchange, name, await run({ deps, parameters, requestId, origin: request.origin ?? null }));
}

async function answerSigned(exchange: Exchange): Promise<ApiResponse> {
  const { deps, service, request, target, requestId } = exchange;
  const { body, ...signer } = await verifySignature(
    { ...request, target },
    {
      findAccessKey: deps.findAccessKey,
      now: deps.clock.now(),
      service: service.name,
      region: null,
      body: { kind: 'whole', maxBytes: limits.jsonBodyBytes },
    },
  );
  deps.throttle?.({ credential: signer.accessKeyId, accountId: signer.principal.accountId });
  service.admit?.(signer);
  const parameters = readParameters(target.query, Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  const name = String(parameters.get('Action') ?? '');
  const action = service.actions.get(name);
  // With a signature they are good as well.
  const unsigned = service.unsigned.get(name);
  if (unsigned !== undefined)
    return success(exchange, name, await unsigned({ deps, parameters, requestId, origin: request.origin ?? null }));
  if (action === undefined) return renderQueryError(unknownAction(exchange, name), service.xmlns, requestId);
  const result = await runAction(deps, service.name, { action, parameters, signer, requestId, request });
  return success(exchange, name, result);
}

/** An AWS service that speaks the Query protocol: parameters of a form, answers in XML. */
export const createQueryService =
  (deps: AwsDeps, service: QueryService): Api =>
  async (request, requestId) => {
    try {
      const exchange = { deps, service, request, target: parseTarget(request.target), requestId };
      return await (isSigned(exchange) ? answerSigned(exchange) : answerUnsigned(exchange));
    } catch (error) {
      const known = queryErrorOf(error);
      if (known === null) deps.logFailure(error, requestId);
      const message = `Something went wrong on the server; its log tells more under request id ${requestId}.`;
      const outage = { status: 500, code: 'InternalFailure', message };
      const response = renderQueryError(known ?? outage, service.xmlns, requestId);
      return { ...response, headers: { ...response.headers, date: deps.clock.now().toUTCString() } };
    }
  };
