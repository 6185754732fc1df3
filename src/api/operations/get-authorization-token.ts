import type { GetAuthorizationTokenRequest, GetAuthorizationTokenResult } from '@aws-sdk/client-codeartifact';
import { invalid } from '../../kernel/errors.ts';
import type { Operation } from '../operation.ts';
import { onDomain } from '../resources.ts';
import { requireDomain } from '../target.ts';

const longestSeconds = 43_200;
const shortestSeconds = 900;

/** 0 stands for the rest of the caller's session; the credentials of a user have no end. */
function lifetimeOf(durationSeconds: number | undefined, sessionSeconds: number | null): number {
  if (durationSeconds === undefined) return longestSeconds;
  if (durationSeconds === 0) return Math.min(longestSeconds, sessionSeconds ?? longestSeconds);
  if (durationSeconds >= shortestSeconds) return durationSeconds;
  throw invalid(`durationSeconds must be 0 or from ${shortestSeconds} to ${longestSeconds}, not ${durationSeconds}.`);
}

export const getAuthorizationToken: Operation<GetAuthorizationTokenRequest, GetAuthorizationTokenResult> = {
  action: 'codeartifact:GetAuthorizationToken',
  resource: onDomain,
  also: ({ durationSeconds = longestSeconds }) => [
    {
      action: 'sts:GetServiceBearerToken',
      resource: '*',
      keys: { 'sts:awsservicename': 'codeartifact.amazonaws.com', 'sts:durationseconds': String(durationSeconds) },
    },
  ],
  async handle({ durationSeconds }, scope) {
    const { request, deps, accessKeyId, session } = scope;
    const nowSeconds = Math.floor(request.now.getTime() / 1000);
    const lifetimeSeconds = lifetimeOf(durationSeconds, session && session.expiresAt - nowSeconds);
    const domain = requireDomain(scope);
    const expiresAt = new Date((nowSeconds + lifetimeSeconds) * 1000);
    const principal = request.caller;
    const authorizationToken = await deps.issueToken({ principal, session, domain, expiresAt, accessKeyId });
    return { authorizationToken, expiration: expiresAt };
  },
};
