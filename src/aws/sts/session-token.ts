import type { GetAccessKeyInfoResponse, GetSessionTokenResponse } from '@aws-sdk/client-sts';
import type { Session } from '../../identity/session.ts';
import { invalid } from '../../kernel/errors.ts';
import { findKeyUse } from '../../metadata/access-keys.ts';
import { action } from '../query/action.ts';
import { integer, members, optional, text } from '../query/readers.ts';
import { stsRefusal } from './errors.ts';
import { issueCredentials } from './issue-credentials.ts';

const defaultSeconds = 43_200;

/** No permission is needed for it: the session may do what the user may (STS API reference). */
export const getSessionToken = action({
  name: 'GetSessionToken',
  decides: 'nothing',
  input: members({ DurationSeconds: optional(integer(900, 129_600)), SerialNumber: optional(text()) }),
  subject: () => ({ arn: '*' }),
  async handle(
    { deps, signer, request },
    { DurationSeconds = defaultSeconds, SerialNumber },
  ): Promise<GetSessionTokenResponse> {
    if (SerialNumber !== undefined)
      throw invalid('MFA devices are not supported by this server: leave SerialNumber out.');
    if (signer.session !== null) throw stsRefusal.accessDenied('Cannot call GetSessionToken with session credentials');
    const issuedAt = Math.floor(request.now.getTime() / 1000);
    const session: Session = {
      ...{ kind: 'user', entityId: signer.principal.uniqueId, name: '', policies: [], policyArns: [] },
      ...{ tags: [], transitiveTagKeys: [], issuedAt, expiresAt: issuedAt + DurationSeconds },
    };
    return { Credentials: await issueCredentials(deps, session) };
  },
});

export const getAccessKeyInfo = action({
  name: 'GetAccessKeyInfo',
  input: members({ AccessKeyId: text({ min: 16, max: 128, pattern: /^\w*$/ }) }),
  subject: () => ({ arn: '*' }),
  async handle({ deps }, { AccessKeyId }): Promise<GetAccessKeyInfoResponse> {
    const use = await findKeyUse(deps.database.reader, AccessKeyId);
    if (use === null) throw invalid(`The access key ID '${AccessKeyId}' is not one of this server.`);
    return { Account: use.user.accountId };
  },
});
