import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { clientNames, findClient } from '../test/support/clients/find-client.ts';
import { startPostgres } from '../test/support/postgres.ts';

/** `npm test`: all tests, or those whose path holds one of the arguments. */
const wanted = process.argv.slice(2);
const files = globSync('{src,test,conformance}/**/*.test.ts')
  .filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)))
  .sort();
if (files.length === 0) {
  console.error(`No test file has ${wanted.join(' or ')} in its path.`);
  process.exit(1);
}

for (const name of clientNames) {
  const client = findClient(name);
  console.log(`${name.padEnd(8)} ${client === null ? 'missing: the suites that need it are skipped' : client.version}`);
}

const skipped: string[] = [];
const failed: string[] = [];

/** Whether every test of these files passed. */
async function runTests(paths: readonly string[], on = ''): Promise<boolean> {
  let succeeded = false;
  const stream = run({ files: [...paths], concurrency: availableParallelism(), timeout: 15 * 60_000 });
  stream.on('test:pass', ({ name, skip, file }) => {
    if (skip !== undefined)
      skipped.push(`${name}: ${skip === true ? 'skipped' : skip}${file === undefined ? '' : ` (${file})`}`);
  });
  stream.on('test:fail', ({ name, file, details }) => {
    // A suite fails with each of its tests.
    if (details.type === 'suite') return;
    const error = details.error.cause instanceof Error ? details.error.cause : details.error;
    failed.push(`${name} (${file ?? ''}${on}): ${error.message.split('\n', 3).join(' ')}`);
  });
  stream.on('test:summary', ({ file, success }) => {
    // The summary without a file is that of the whole run.
    if (file === undefined) succeeded = success;
  });
  // The list goes before the reporter's closing lines, which CI reads.
  const report = stream.compose(new spec());
  for await (const text of report) {
    if (/^ℹ tests /m.test(String(text)) && skipped.length > 0) console.log(`\nSkipped:\n  ${skipped.join('\n  ')}\n`);
    process.stdout.write(text);
  }
  return succeeded;
}

/** What asks the server from outside, and what takes a store of its own from test/support. */
const hasDatabase = (path: string): boolean =>
  /^(?:test\/(?:integration|storage)|conformance)\//.test(path) ||
  readFileSync(path, 'utf8').includes('/create-test-store.ts');

/** What has a database passes on both. */
async function runOnPostgres(): Promise<boolean> {
  const paths = files.filter(hasDatabase);
  if (paths.length === 0) return true;
  await using postgres = await startPostgres();
  if (postgres === null) {
    console.log('\nSkipped: the tests on PostgreSQL, which this machine does not have');
    return process.env['CI'] !== 'true';
  }
  console.log('\nThe tests of what has a database, on PostgreSQL:');
  process.env['TEST_POSTGRES_URL'] = postgres.url;
  return await runTests(paths, ', on PostgreSQL');
}

/** What is about npm packages passes over HTTPS too, with endpoints of either style. */
async function runOverHttps(): Promise<boolean> {
  const paths = files.filter((path) => path.startsWith('conformance/npm/'));
  if (paths.length === 0) return true;
  delete process.env['TEST_POSTGRES_URL'];
  let passed = true;
  for (const transport of ['https-path', 'https-host']) {
    console.log(`\nThe tests with clients of npm packages, over ${transport}:`);
    process.env['TEST_TRANSPORT'] = transport;
    passed = (await runTests(paths, `, over ${transport}`)) && passed;
  }
  return passed;
}

const onSqlite = await runTests(files);
const onPostgres = await runOnPostgres();
const overHttps = await runOverHttps();
if (failed.length > 0) console.log(`\nFailed:\n  ${failed.join('\n  ')}`);
process.exitCode = onSqlite && onPostgres && overHttps ? 0 : 1;
