import { action } from '../query/action.ts';
import { members } from '../query/readers.ts';

/** It needs no permission, and no policy can deny it (AWS STS API reference, GetCallerIdentity). */
export const callerIdentity = action({
  name: 'GetCallerIdentity',
  decides: 'nothing',
  input: members({}),
  subject: () => ({ arn: '*' }),
  async handle({ signer: { principal } }) {
    return { UserId: principal.uniqueId, Account: principal.accountId, Arn: principal.arn };
  },
});
