import type { GetAuthorizationTokenRequest, GetAuthorizationTokenResult } from '@aws-sdk/client-codeartifact';
import { invalid } from '../../kernel/errors.ts';
import type { Operation } from '../operation.ts';
import { onDomain } from '../resources.ts';
import { requireDomain } from '../target.ts';

const longestSeconds = 43_200;
const shortestSeconds = 900;

/** 0 stands for the rest of the caller's session; the credentials of a user have no end. */
function lifetimeOf(durationSeconds: number | undefined): number {
  if (durationSeconds === undefined || durationSeconds === 0) return longestSeconds;
  if (durationSeconds >= shortestSeconds) return durationSeconds;
  throw invalid(`durationSeconds must be 0 or from ${shortestSeconds} to ${longestSeconds}, not ${durationSeconds}.`);
}

export const getAuthorizationToken: Operation<GetAuthorizationTokenRequest, GetAuthorizationTokenResult> = {
  action: 'codeartifact:GetAuthorizationToken',
  resource: onDomain,
  also: () => [{ action: 'sts:GetServiceBearerToken', resource: '*' }],
  async handle({ durationSeconds }, scope) {
    const { request, deps, accessKeyId } = scope;
    const lifetimeSeconds = lifetimeOf(durationSeconds);
    const domain = requireDomain(scope);
    const expiresAt = new Date((Math.floor(request.now.getTime() / 1000) + lifetimeSeconds) * 1000);
    const authorizationToken = await deps.issueToken({ principal: request.caller, domain, expiresAt, accessKeyId });
    return { authorizationToken, expiration: expiresAt };
  },
};
