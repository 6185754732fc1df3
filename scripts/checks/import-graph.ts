import { posix } from 'node:path';
import ts from 'typescript';
import { parseSource, type SourceFile } from './source-files.ts';

export interface Import {
  /** A module of this checkout, or the name of a package. */
  readonly target: string;
  readonly own: boolean;
  readonly typeOnly: boolean;
}

/** Modules in the order given, each with everything that it imports, type-only and dynamic imports included. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

const everyNameIsType = (bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): boolean =>
  bindings !== undefined &&
  (ts.isNamedImports(bindings) || ts.isNamedExports(bindings)) &&
  bindings.elements.length > 0 &&
  bindings.elements.every((element) => element.isTypeOnly);

interface Specifier {
  readonly text: string;
  readonly typeOnly: boolean;
}

function ofImport(node: ts.ImportDeclaration, text: string): Specifier {
  const clause = node.importClause;
  const onlyTypes =
    clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
    (clause !== undefined && clause.name === undefined && everyNameIsType(clause.namedBindings));
  return { text, typeOnly: onlyTypes };
}

function ofExport(node: ts.ExportDeclaration, text: string): Specifier {
  const named = node.exportClause !== undefined && ts.isNamedExports(node.exportClause) ? node.exportClause : undefined;
  return { text, typeOnly: node.isTypeOnly || everyNameIsType(named) };
}

const textOf = (node: ts.Node | undefined): string | null =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : null;

function specifierOf(node: ts.Node): Specifier | null {
  if (ts.isImportDeclaration(node)) return ofImport(node, textOf(node.moduleSpecifier) ?? '');
  if (ts.isExportDeclaration(node)) {
    const text = textOf(node.moduleSpecifier);
    return text === null ? null : ofExport(node, text);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return { text: textOf(node.argument.literal) ?? '', typeOnly: true };
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const text = textOf(node.arguments[0]);
    return text === null ? null : { text, typeOnly: false };
  }
  // new Worker(new URL('./x.ts', import.meta.url)): a module all the same.
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
    const text = textOf(node.arguments?.[0]);
    return text !== null && /^\.{1,2}\/.*\.ts$/.test(text) ? { text, typeOnly: false } : null;
  }
  return null;
}

function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== null) {
      const own = specifier.text.startsWith('.');
      const target = own ? posix.join(posix.dirname(file.path), specifier.text) : specifier.text;
      found.push({ target, own, typeOnly: specifier.typeOnly });
    }
    ts.forEachChild(node, visit);
  };
  visit(parseSource(file));
  return found;
}

export const readImportGraph = (files: readonly SourceFile[]): ImportGraph =>
  new Map(files.map((file) => [file.path, importsOf(file)]));

/** Every set of modules that import one another in a circle, each as a path that ends where it began. */
export function findCycles(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (module: string): void => {
    const at = trail.indexOf(module);
    if (at !== -1) cycles.push([...trail.slice(at), module]);
    if (at !== -1 || done.has(module)) return;
    trail.push(module);
    for (const { target, own } of graph.get(module) ?? []) if (own) visit(target);
    trail.pop();
    done.add(module);
  };
  for (const module of graph.keys()) visit(module);
  return cycles;
}
