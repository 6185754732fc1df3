import type { AuditRecord } from './database.ts';
import type { Db } from './schema.ts';

const rowOf = (record: AuditRecord) => ({
  at: record.at,
  domain_id: record.domainId,
  repository_id: record.repositoryId,
  request_id: record.requestId,
  principal: record.principal,
  action: record.action,
  resource: record.resource,
  outcome: record.outcome,
  detail: JSON.stringify(record.detail),
});

export async function insertAudit(db: Db, records: readonly AuditRecord[]): Promise<void> {
  if (records.length > 0) await db.insertInto('audit').values(records.map(rowOf)).execute();
}
