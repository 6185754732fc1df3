import { newRequestId } from '../kernel/ids.ts';
import type { AuditRecord } from '../metadata/database.ts';

/** What an operator did at the command line, who is as good as the root of the account. */
export const operatorAudit = (accountId: string, action: string, resource: string): AuditRecord => ({
  at: Date.now(),
  domainId: null,
  repositoryId: null,
  requestId: newRequestId(),
  principal: `arn:aws:iam::${accountId}:root`,
  action: `coffer:${action}`,
  resource,
  outcome: 'allowed',
  detail: { commandLine: true },
});
