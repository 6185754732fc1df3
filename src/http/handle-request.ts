import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Api } from '../api/api.ts';
import { newRequestId } from '../kernel/ids.ts';
import { handleApiRequest } from './mount-api.ts';
import { type FormatMountDeps, handlePackageRequest } from './mount-formats.ts';
import { answerProbe, type ProbeDeps } from './probes.ts';
import { parsePackagePath, splitTarget } from './request-path.ts';
import { sendJson } from './send-json.ts';
import type { HandleRequest } from './server.ts';
import { slowClients } from './slow-clients.ts';
import { withoutTokens } from './without-tokens.ts';

export interface FrontDoorDeps extends FormatMountDeps, ProbeDeps {
  readonly api: Api;
  /** Beyond these it is busy. */
  readonly maxRequests: number;
  /** How long a client may keep the server waiting. */
  readonly clientIdleSeconds: number;
  logRequest(entry: {
    readonly requestId: string;
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly milliseconds: number;
  }): void;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly expectsContinue: boolean;
}

/** HTTP/2 has no Host. It names the domain of a host-style endpoint, nothing else. */
const authorityOf = ({ headers }: IncomingMessage): string => headers.host ?? String(headers[':authority'] ?? '');

const retrySeconds = 1;

function sendBusy(response: ServerResponse, maxRequests: number): void {
  response.setHeader('retry-after', retrySeconds);
  sendJson(response, 503, {
    message: `The server has ${maxRequests} requests under way and takes no more just now; ask again in ${retrySeconds} s.`,
  });
}

/** Answers, and tells what kind of request it is before it does. */
async function route(
  deps: FrontDoorDeps,
  exchange: Exchange,
  isBusy: boolean,
  onKind: (kind: string) => void,
): Promise<void> {
  const { request, response, requestId, expectsContinue } = exchange;
  const { path, query } = splitTarget(request.url ?? '/');
  if (await answerProbe(deps, path, response)) return;
  if (isBusy) return sendBusy(response, deps.maxRequests);
  const packagePath = parsePackagePath(path, authorityOf(request));
  const format = packagePath === null ? undefined : deps.formats.get(packagePath.format);
  if (packagePath === null || format === undefined) {
    onKind('api');
    return handleApiRequest(deps, request, response, requestId, expectsContinue);
  }
  onKind(format.id);
  return handlePackageRequest(deps, format, { ...exchange, path: packagePath, query });
}

function sendOutage({ response, requestId }: Exchange, deps: FrontDoorDeps, error: unknown): void {
  const hungUp = response.destroyed;
  if (!hungUp) deps.logFailure(error, requestId);
  if (response.headersSent) response.destroy();
  else
    sendJson(response, 500, {
      message: `Something went wrong on the server; its log tells more under request id ${requestId}.`,
    });
}

/** The one door of the server: probes, package requests, and the AWS services for everything else. */
export function frontDoor(deps: FrontDoorDeps): HandleRequest {
  const slow = slowClients(deps.clientIdleSeconds);
  let running = 0;
  return (request, response, expectsContinue) => {
    const exchange = { request, response, requestId: newRequestId(), expectsContinue };
    const { requestId } = exchange;
    const started = performance.now();
    const end = deps.metrics.begin();
    let kind = 'probe';
    response.setHeader('x-amzn-requestid', requestId);
    running += 1;
    slow.watch(exchange);
    response.once('close', () => {
      running -= 1;
      end();
      const method = request.method ?? '';
      const status = response.statusCode;
      const milliseconds = Math.round((performance.now() - started) * 10) / 10;
      deps.metrics.observe({ kind, method, status, milliseconds, stale: response.hasHeader('warning') });
      deps.logRequest({
        requestId,
        method,
        path: withoutTokens(splitTarget(request.url ?? '').path),
        status,
        milliseconds,
      });
    });
    route(deps, exchange, running > deps.maxRequests, (known) => {
      kind = known;
    }).catch((error: unknown) => sendOutage(exchange, deps, error));
  };
}
