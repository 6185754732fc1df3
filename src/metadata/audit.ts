import type { AuditRecord } from './database.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { AuditTable, Db } from './schema.ts';

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

const insertRows = prepareQuery((db, { rows }: Placeholders<{ rows: readonly Omit<AuditTable, 'id'>[] }>) =>
  db.insertInto('audit').values(rows),
);

/**
 * Few enough values that the compiled query is kept: thousands of reads come in a second, and to compile one for each
 * batch of them takes a hundred MB.
 */
const rowsInStatement = 25;

export async function insertAudit(db: Db, records: readonly AuditRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += rowsInStatement)
    await insertRows.all(db, { rows: records.slice(from, from + rowsInStatement).map(rowOf) });
}
