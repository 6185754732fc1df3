import { verifySignature } from '../identity/sigv4.ts';
import { parseTarget } from '../identity/sigv4-target.ts';
import { limits } from '../kernel/limits.ts';
import type { Api, ApiRequest, ApiResponse } from './api.ts';
import type { ApiDeps } from './deps.ts';
import { outage, renderError, unknownOperation } from './errors.ts';
import { operations as models } from './model.generated.ts';
import { readInput, takesStream } from './protocol/read-input.ts';
import { findRoute } from './protocol/route.ts';
import { writeOutput } from './protocol/write-output.ts';
import { runOperation } from './run-operation.ts';

/** Route, authenticate, parse, validate, authorise, handle, audit, serialise: in this order. */
async function answer(deps: ApiDeps, request: ApiRequest, requestId: string): Promise<ApiResponse> {
  const target = parseTarget(request.target);
  const route = findRoute(request.method, target.path);
  if (route.kind === 'unknown') return unknownOperation(route.message);
  const model = models[route.name];
  const { principal, accessKeyId, session, body } = await verifySignature(
    { ...request, target },
    {
      findAccessKey: deps.findAccessKey,
      now: deps.clock.now(),
      service: 'codeartifact',
      region: deps.regionStrict ? deps.region : null,
      body: takesStream(model) ? { kind: 'stream' } : { kind: 'whole', maxBytes: limits.jsonBodyBytes },
    },
  );
  deps.throttle?.({ credential: accessKeyId, accountId: principal.accountId });
  const input = readInput(model, { query: target.query, headers: request.headers, body });
  const output = await runOperation(deps, {
    name: route.name,
    input,
    caller: principal,
    accessKeyId,
    session,
    requestId,
    origin: request.origin,
  });
  return writeOutput(model, output);
}

/** The CodeArtifact API (restJson1, version 2018-09-22). */
export function createApi(deps: ApiDeps): Api {
  return async (request, requestId) => {
    let response: ApiResponse;
    try {
      response = await answer(deps, request, requestId);
    } catch (error) {
      const rendered = renderError(error, deps.clock.now());
      if (rendered === null) deps.logFailure(error, requestId);
      response = rendered ?? outage(requestId);
    }
    return { ...response, headers: { ...response.headers, 'x-amzn-requestid': requestId } };
  };
}
