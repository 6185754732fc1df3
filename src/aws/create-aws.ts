import type { Api, ApiResponse } from '../api/api.ts';
import { protocolOf, scopeService } from './asked-service.ts';
import type { AwsDeps } from './deps.ts';
import { unknownService } from './unknown-service.ts';

/** Loaded when it is first asked for: many installations never do. */
function lazily(load: () => Promise<Api>): Api {
  let loading: Promise<Api> | null = null;
  return async (request, requestId) => {
    loading ??= load();
    return (await loading)(request, requestId);
  };
}

/**
 * Every AWS service of this server behind one address. The scope of the signature names the service; an unsigned request
 * is taken by its form. Each service verifies the signature itself.
 */
export function createAws(deps: AwsDeps): Api {
  const services: ReadonlyMap<string, Api> = new Map([
    ['codeartifact', deps.codeartifact],
    ['iam', lazily(async () => (await import('./iam/iam.ts')).createIam(deps))],
    ['sts', lazily(async () => (await import('./sts/sts.ts')).createSts(deps))],
  ]);
  return async (request, requestId): Promise<ApiResponse> => {
    const scope = scopeService(request);
    const protocol = protocolOf(request, scope);
    const asked = scope ?? (protocol === 'query' ? 'sts' : protocol === 'rest-json' ? 'codeartifact' : null);
    const service = asked === null ? undefined : services.get(asked);
    const response = await (service?.(request, requestId) ?? unknownService(asked, protocol, requestId));
    return { ...response, headers: { ...response.headers, 'x-amzn-requestid': requestId } };
  };
}
