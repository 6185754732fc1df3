import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { Kysely } from 'kysely';
import { type Step, stepsAfterNpm, stepsBeforeNpm } from '../../conformance/aws/walkthrough.ts';
import { migrate } from '../../src/metadata/migrate.ts';
import { sqliteDialect } from '../../src/metadata/sqlite-dialect.ts';
import { publishNpm } from '../support/publish-packages.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Everything that this process prepares from now on: the reads of a server inside it. Writes have a thread of their own. */
function recordStatements(): { readonly statements: Set<string>; stop(): void } {
  const statements = new Set<string>();
  const prepare = DatabaseSync.prototype.prepare;
  DatabaseSync.prototype.prepare = function (...args) {
    statements.add(args[0]);
    return prepare.apply(this, args);
  };
  return {
    statements,
    stop() {
      DatabaseSync.prototype.prepare = prepare;
    },
  };
}

async function walk({ codeartifact }: TestServer, steps: readonly Step[]): Promise<void> {
  const methods = codeartifact as unknown as Record<string, (input: object) => Promise<unknown>>;
  for (const { operation, input } of steps) {
    const content = input['assetContent'];
    const sent = { ...input, ...(content !== undefined && { assetContent: Buffer.from(String(content)) }) };
    await methods[operation.charAt(0).toLowerCase() + operation.slice(1)]?.call(codeartifact, sent);
  }
}

it('no operation reads a whole table, or sorts what it reads', async () => {
  const recorded = recordStatements();
  try {
    await using server = await startServer({ env: { COFFER_DATABASE_URL: '' } });
    recorded.statements.clear();
    await walk(server, stepsBeforeNpm);
    await publishNpm(server, 'app', {
      ...{ name: 'left', version: '1.0.0', manifest: { dependencies: { right: '1' } } },
      files: { 'README.md': '# Left\n' },
    });
    await walk(server, stepsAfterNpm);
  } finally {
    recorded.stop();
  }
  // What is revoked is all remembered, and read whole when that has changed.
  const isRead = (sql: string): boolean => /^\s*(?:select|with)\b/i.test(sql) && !sql.includes('from "revoked_tokens"');
  const reads = [...recorded.statements].filter(isRead);
  // Fewer would mean that the recording missed some.
  assert.ok(reads.length >= 30, `${reads.length} statements`);
  using database = new DatabaseSync(':memory:');
  await migrate(new Kysely({ dialect: sqliteDialect(database) }), 'sqlite');
  const bad = reads.flatMap((sql) => {
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array(sql.split('?').length - 1).fill(null));
    const details = plan.map((row) => String(row['detail']));
    return details.some((detail) => /^SCAN (?!r\b|reached\b|CONSTANT)|TEMP B-TREE/.test(detail))
      ? [{ sql, details }]
      : [];
  });
  assert.deepEqual(bad, []);
});
