import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

export interface SourceFile {
  /** From the root of the checkout, with '/'. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
}

const read = (path: string): SourceFile => {
  const text = readFileSync(path, 'utf8');
  return { path, text, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0) };
};

export const readSources = (pattern: string): SourceFile[] => globSync(pattern).sort().map(read);

/** Tests and what only tests use: free to import anything, and longer. */
export const isTest = (path: string): boolean =>
  path.endsWith('.test.ts') || path.includes('/contract/') || /^(?:test|conformance|bench)\//.test(path);

export const isGenerated = (path: string): boolean => path.endsWith('.generated.ts');

export const parseSource = ({ path, text }: SourceFile): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
