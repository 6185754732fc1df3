import type { Api, ApiRequest, ApiResponse } from '../../api/api.ts';
import { verifySignature } from '../../identity/sigv4.ts';
import { parseTarget } from '../../identity/sigv4-target.ts';
import { limits } from '../../kernel/limits.ts';
import type { Principal } from '../../model/principal.ts';
import type { AwsDeps } from '../deps.ts';
import { queryErrorOf, renderQueryError } from '../query/errors.ts';
import { readParameters } from '../query/parameters.ts';
import { renderXml } from '../query/xml.ts';

const xmlns = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** GetCallerIdentity needs no permission, and no policy can deny it (AWS STS API reference). */
function getCallerIdentity({ arn, uniqueId, accountId }: Principal, requestId: string): string {
  const result = [
    ['Arn', arn],
    ['UserId', uniqueId],
    ['Account', accountId],
  ] as const;
  return renderXml([
    [
      `GetCallerIdentityResponse xmlns="${xmlns}"`,
      [
        ['GetCallerIdentityResult', result],
        ['ResponseMetadata', [['RequestId', requestId]]],
      ],
    ],
  ]);
}

async function answer(deps: AwsDeps, request: ApiRequest, requestId: string): Promise<ApiResponse> {
  const target = parseTarget(request.target);
  const now = deps.clock.now();
  const { principal, accessKeyId, body } = await verifySignature(
    { ...request, target },
    {
      findAccessKey: deps.findAccessKey,
      now,
      service: 'sts',
      region: null,
      body: { kind: 'whole', maxBytes: limits.jsonBodyBytes },
    },
  );
  const parameters = readParameters(target.query, Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  const action = parameters.get('Action') ?? '';
  if (action !== 'GetCallerIdentity') {
    const message = `The action '${action}' of STS is not supported by this server. Set AWS_ENDPOINT_URL_STS to an endpoint that has it.`;
    return renderQueryError({ status: 400, code: 'InvalidAction', message }, xmlns, requestId);
  }
  deps.auditReads([
    {
      at: now.getTime(),
      domainId: null,
      repositoryId: null,
      requestId,
      principal: principal.arn,
      action: 'sts:GetCallerIdentity',
      resource: '*',
      outcome: 'allowed',
      detail: { accessKeyId },
    },
  ]);
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: getCallerIdentity(principal, requestId) };
}

/** AWS STS (Query protocol, version 2011-06-15), as far as this server has it. */
export const createSts =
  (deps: AwsDeps): Api =>
  async (request, requestId) => {
    try {
      return await answer(deps, request, requestId);
    } catch (error) {
      const known = queryErrorOf(error);
      if (known === null) deps.logFailure(error, requestId);
      const message = `Something went wrong on the server; its log tells more under request id ${requestId}.`;
      const response = renderQueryError(known ?? { status: 500, code: 'InternalFailure', message }, xmlns, requestId);
      return { ...response, headers: { ...response.headers, date: deps.clock.now().toUTCString() } };
    }
  };
