import { existsSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import pc from 'picocolors';
import { bothDatabases } from './checks/both-databases.ts';
import { type Check, lastLines, type Verdict } from './checks/check.ts';
import { importRules } from './checks/import-rules.ts';
import { publicHosts } from './checks/public-hosts.ts';
import { settingsDoc } from './checks/settings-doc.ts';
import { sizes } from './checks/sizes.ts';
import { type CommandResult, runCommand, runTool } from './run-command.ts';

const budgetSeconds = 60;
const generator = 'scripts/generate-api-model.ts';

const verdictOf = ({ code, output }: CommandResult, shown = 40): Verdict => ({
  problems: code === 0 ? [] : lastLines(output, shown),
});

/** `npm run check -- --fix` lets the formatter and the linter write. */
const fixing = process.argv.includes('--fix');

async function unitTests(): Promise<Verdict> {
  const files = globSync('src/**/*.test.ts');
  const result = await runCommand(process.execPath, [
    '--test',
    '--test-reporter=spec',
    `--test-concurrency=${availableParallelism()}`,
    ...files,
  ]);
  const passed = /^ℹ pass (\d+)$/m.exec(result.output)?.[1] ?? '0';
  if (result.code === 0 && passed === '0') return { problems: ['no unit test ran'] };
  return { ...verdictOf(result, 80), note: `${passed} tests` };
}

const checks: readonly Check[] = [
  { name: 'types', run: async () => verdictOf(await runTool('tsc', ['-p', '.'])) },
  { name: 'unit tests', run: unitTests },
  { name: 'dead code', run: async () => verdictOf(await runTool('knip', ['--no-progress'])) },
  {
    name: 'format and lint',
    run: async () =>
      verdictOf(
        await runTool('biome', ['check', ...(fixing ? ['--write'] : []), '--colors=off', '--reporter=summary', '.']),
      ),
  },
  importRules,
  bothDatabases,
  sizes,
  publicHosts,
  settingsDoc(fixing),
  ...(existsSync(generator)
    ? [{ name: 'API model', run: async () => verdictOf(await runCommand(process.execPath, [generator, '--check'])) }]
    : []),
];

const startedAt = performance.now();
const secondsSince = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;

async function perform(check: Check): Promise<boolean> {
  const start = performance.now();
  const { problems, note } = await check.run();
  const mark = problems.length === 0 ? pc.green('✔') : pc.red('✖');
  console.log(
    `${mark} ${check.name.padEnd(16)} ${secondsSince(start).padStart(7)}${note === undefined ? '' : `  ${pc.dim(note)}`}`,
  );
  for (const problem of problems) console.log(`    ${problem}`);
  return problems.length === 0;
}

// As many at a time as there are cores; the long ones come first.
const pending = checks.values();
const outcomes: boolean[] = [];
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (const check of pending) outcomes.push(await perform(check));
  }),
);

const failed = outcomes.filter((passed) => !passed).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed in ${secondsSince(startedAt)}`);
if ((performance.now() - startedAt) / 1000 > budgetSeconds)
  console.log(`Slower than the ${budgetSeconds} s that checks may take.`);
process.exitCode = failed === 0 ? 0 : 1;
