import assert from 'node:assert/strict';

/** Fails with all that is wrong, and how to see it again. */
export function assertNoProblems(problems: readonly string[], seed: number, file: string): void {
  const shown = problems.slice(0, 20).join('\n');
  assert.equal(
    problems.length,
    0,
    `${problems.length} problems:\n${shown}\nAgain: FAULT_SEED=${seed} node --test ${file}`,
  );
}
