import ts from 'typescript';
import type { Check } from './check.ts';
import { isGenerated, isTest, parseSource, readSources, type SourceFile } from './source-files.ts';

const budget = { fileLines: 400, testLines: 500, functionLines: 60, medianLines: 80, p95Lines: 250 };

/** Named and anonymous functions longer than the budget, with their place. */
function longFunctions(file: SourceFile): string[] {
  const source = parseSource(file);
  const problems: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const last = source.getLineAndCharacterOfPosition(node.end).line;
      const lines = last - first + 1;
      if (lines > budget.functionLines)
        problems.push(`${file.path}:${first + 1}: a function of ${lines} lines (at most ${budget.functionLines})`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return problems;
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? 0;

/** Files and functions within the budget; median and 95th percentile over src/ without tests and generated code. */
export const sizes: Check = {
  name: 'sizes',
  run() {
    const files = readSources('{src,test,conformance,bench,scripts}/**/*.ts').filter(({ path }) => !isGenerated(path));
    const problems = files.flatMap(({ path, lines }) => {
      const most = isTest(path) ? budget.testLines : budget.fileLines;
      return lines > most ? [`${path}: ${lines} lines (at most ${most})`] : [];
    });
    const modules = files.filter(({ path }) => path.startsWith('src/') && !isTest(path));
    problems.push(...modules.flatMap(longFunctions));
    const sorted = modules.map(({ lines }) => lines).sort((a, b) => a - b);
    const [median, p95] = [quantile(sorted, 0.5), quantile(sorted, 0.95)];
    if (median > budget.medianLines)
      problems.push(`the median file has ${median} lines (at most ${budget.medianLines})`);
    if (p95 > budget.p95Lines) problems.push(`the 95th percentile is ${p95} lines (at most ${budget.p95Lines})`);
    return Promise.resolve({ problems, note: `median ${median}, p95 ${p95}, longest ${sorted.at(-1) ?? 0} lines` });
  },
};
