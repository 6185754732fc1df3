import type { Check } from './check.ts';
import { findCycles, type Import, readImportGraph } from './import-graph.ts';
import { folderOfFormat, packageRules, type Room, rooms, textRules } from './rooms.ts';
import { isTest, readSources, type SourceFile } from './source-files.ts';

const inSource = (path: string): string => path.replace(/^src\//, '');
const roomOf = (path: string): Room | null => rooms.find(({ holds }) => holds.test(inSource(path))) ?? null;

function mayImport(from: string, { target, typeOnly }: Import): boolean {
  const room = roomOf(from);
  const other = roomOf(target);
  if (room === null || other === null) return false;
  if (room.may.includes('*')) return true;
  if (room === other)
    return room.name !== 'formats/<x>' || folderOfFormat(inSource(from)) === folderOfFormat(inSource(target));
  return room.may.includes(other.name) || (typeOnly && room.may.includes(`type:${other.name}`));
}

function problemsOf(from: string, imports: readonly Import[], known: ReadonlySet<string>): string[] {
  if (roomOf(from) === null) return [`${from} belongs to no room of scripts/checks/rooms.ts`];
  return imports.flatMap((found) => {
    const { target, own } = found;
    if (own && !target.startsWith('src/')) return [`${from} imports ${target}, outside src/`];
    if (own && !known.has(target)) return [`${from} imports ${target}, which does not exist`];
    if (own && isTest(target)) return [`${from} imports the test ${target}`];
    if (own)
      return mayImport(from, found)
        ? []
        : [`${from} may not import ${target} (${roomOf(from)?.name} → ${roomOf(target)?.name})`];
    const broken = packageRules.find(({ packages, only }) => packages.test(target) && !only.test(inSource(from)));
    return broken === undefined || found.typeOnly ? [] : [`${from} may not import ${target}: ${broken.reason}`];
  });
}

function textProblems({ path, text }: SourceFile): string[] {
  const rules = textRules.filter(({ only }) => !only.test(inSource(path)));
  return text.split('\n').flatMap((line, index) => {
    const code = /^\s*(?:\*|\/\/|\/\*)/.test(line) ? '' : line;
    return rules.filter((rule) => rule.text.test(code)).map(({ reason }) => `${path}:${index + 1}: ${reason}`);
  });
}

/** The room table, the package rules, no cycles (type-only imports count), and every module of src/ read. */
export const importRules: Check = {
  name: 'imports',
  run() {
    const files = readSources('src/**/*.ts');
    const graph = readImportGraph(files);
    const known = new Set(graph.keys());
    const modules = files.filter(({ path }) => !isTest(path));
    const problems = [
      ...modules.flatMap(({ path }) => problemsOf(path, graph.get(path) ?? [], known)),
      ...modules.flatMap(textProblems),
      ...findCycles(graph).map((cycle) => `import cycle: ${cycle.join(' → ')}`),
    ];
    // An empty reading would pass every rule.
    const imports = [...graph.values()].reduce((sum, list) => sum + list.length, 0);
    if (graph.size === 0 || imports === 0) problems.push('no module of src/ was read');
    return Promise.resolve({ problems, note: `${graph.size} modules, ${imports} imports` });
  },
};
