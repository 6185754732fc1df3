import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Api } from '../api/api.ts';
import { newRequestId } from '../kernel/ids.ts';
import { handleApiRequest } from './mount-api.ts';
import { type FormatMountDeps, handlePackageRequest } from './mount-formats.ts';
import { parsePackagePath, splitTarget } from './request-path.ts';
import type { HandleRequest } from './server.ts';

export interface FrontDoorDeps extends FormatMountDeps {
  readonly api: Api;
  /** Rejects while the server cannot do its work. */
  checkReady(): Promise<void>;
  logRequest(entry: {
    readonly requestId: string;
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly milliseconds: number;
  }): void;
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

async function answerProbe(deps: FrontDoorDeps, path: string, response: ServerResponse): Promise<boolean> {
  if (path === '/healthz') {
    sendJson(response, 200, { status: 'ok' });
    return true;
  }
  if (path !== '/readyz') return false;
  try {
    await deps.checkReady();
    sendJson(response, 200, { status: 'ready' });
  } catch (error) {
    deps.logFailure(error, 'readyz');
    sendJson(response, 503, { status: 'not ready', reason: error instanceof Error ? error.message : String(error) });
  }
  return true;
}

/** HTTP/2 has no Host. It names the domain of a host-style endpoint, nothing else. */
const authorityOf = ({ headers }: IncomingMessage): string => headers.host ?? String(headers[':authority'] ?? '');

async function route(
  deps: FrontDoorDeps,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  expectsContinue: boolean,
): Promise<void> {
  const { path, query } = splitTarget(request.url ?? '/');
  if (await answerProbe(deps, path, response)) return;
  const packagePath = parsePackagePath(path, authorityOf(request));
  const format = packagePath === null ? undefined : deps.formats.get(packagePath.format);
  if (packagePath === null || format === undefined)
    return handleApiRequest(deps.api, request, response, requestId, expectsContinue);
  return handlePackageRequest(deps, format, {
    request,
    response,
    requestId,
    path: packagePath,
    query,
    expectsContinue,
  });
}

/** The one door of the server: probes, package requests, and the AWS services for everything else. */
export function frontDoor(deps: FrontDoorDeps): HandleRequest {
  return (request, response, expectsContinue) => {
    const requestId = newRequestId();
    const started = performance.now();
    response.setHeader('x-amzn-requestid', requestId);
    response.once('close', () => {
      const { path } = splitTarget(request.url ?? '');
      const milliseconds = Math.round((performance.now() - started) * 10) / 10;
      deps.logRequest({ requestId, method: request.method ?? '', path, status: response.statusCode, milliseconds });
    });
    route(deps, request, response, requestId, expectsContinue).catch((error: unknown) => {
      const hungUp = request.destroyed || response.destroyed;
      if (!hungUp) deps.logFailure(error, requestId);
      if (response.headersSent) response.destroy();
      else
        sendJson(response, 500, {
          message: `Something went wrong on the server; its log tells more under request id ${requestId}.`,
        });
    });
  };
}
