import type { Check } from './check.ts';
import { readSources } from './source-files.ts';

const onBoth = /\/(?:create-test-store|postgres)\.ts'/;

/** A test of metadata/ that opens SQLite by itself says nothing about PostgreSQL. */
export const bothDatabases: Check = {
  name: 'both databases',
  run() {
    const tests = readSources('src/metadata/**/*.test.ts');
    const problems = tests
      .filter(({ text }) => /sqlite/i.test(text) && !onBoth.test(text))
      .map(({ path }) => `${path} runs on SQLite alone: take the store from test/support/create-test-store.ts`);
    if (tests.length === 0) problems.push('no test of src/metadata was read');
    return Promise.resolve({ problems, note: `${tests.length} files` });
  },
};
