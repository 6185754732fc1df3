import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { numberAt, openPage, textAt } from './pages.ts';

const rows = ['a', 'b', 'c'].map((name) => ({ name }));
const open = (input: object, query: readonly unknown[] = ['List', 1]) => openPage({ query, input, defaultSize: 2 });
const cursorOf = ({ name }: { name: string }) => [name];

describe('a page', () => {
  it('gives a token while there is more, and goes on from it', () => {
    const { rows: shown, nextToken } = open({}).close(rows, cursorOf);
    assert.deepEqual(shown, rows.slice(0, 2));
    assert.ok(nextToken !== undefined && /^[\w-]{1,2000}$/.test(nextToken));
    const next = open({ nextToken, maxResults: 5 });
    assert.deepEqual([next.after, next.limit], [['b'], 6]);
    assert.equal(next.close(rows.slice(2), cursorOf).nextToken, undefined);
    assert.equal(open({}).close(rows.slice(0, 2), cursorOf).nextToken, undefined);
  });

  it('refuses a token of another question, or of nobody', () => {
    const { nextToken } = open({}).close(rows, cursorOf);
    assert.throws(() => open({ nextToken }, ['List', 2]), { code: 'Validation', message: /nextToken/ });
    for (const token of [
      'x',
      'bnVsbA',
      Buffer.from('[1]').toString('base64url'),
      Buffer.from('{}').toString('base64url'),
    ])
      assert.throws(() => open({ nextToken: token }), { code: 'Validation' });
  });

  it('refuses a cursor that does not hold what it should', () => {
    assert.throws(() => textAt(['a'], 1), { code: 'Validation' });
    assert.throws(() => textAt(['a\0'], 0), { code: 'Validation' });
    assert.throws(() => numberAt(['a'], 0), { code: 'Validation' });
  });
});
