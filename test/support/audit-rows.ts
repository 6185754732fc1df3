import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { TestServer } from './server.ts';

/** A row of the audit trail. */
export interface AuditRow {
  readonly requestId: string;
  readonly principal: string;
  readonly action: string;
  readonly outcome: string;
  /** JSON. */
  readonly detail: string;
}

const query = 'SELECT request_id, principal, action, outcome, detail FROM audit ORDER BY id';

async function rowsOf({ databaseUrl, dataDir }: TestServer): Promise<readonly Record<string, unknown>[]> {
  if (databaseUrl === null) {
    using database = new DatabaseSync(join(dataDir, 'coffer.db'), { readOnly: true });
    return database.prepare(query).all();
  }
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const { rows } = await client.query(query);
  await client.end();
  return rows as Record<string, unknown>[];
}

/** The audit trail in its order, once what was asked before is in it: it is written every second. */
export async function auditRows(server: TestServer): Promise<AuditRow[]> {
  await sleep(1500);
  return (await rowsOf(server)).map((row) => ({
    requestId: String(row['request_id']),
    principal: String(row['principal']),
    action: String(row['action']),
    outcome: String(row['outcome']),
    detail: String(row['detail']),
  }));
}
