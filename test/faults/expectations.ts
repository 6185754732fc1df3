import { createHash } from 'node:crypto';

/** The digest of an asset's bytes; null: it is not there. */
export type Content = string | null;

export const contentOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What clients were told, by the path of an asset: what has to be there, whatever happened to the server. */
export interface Expectations {
  /** A request that would make it `content` is sent; as long as its answer is out, it may be either. */
  begin(path: string, content: Content): void;
  /** It was acknowledged. */
  succeed(path: string): void;
  /** It was refused, or its answer never came: it may be either until somebody looks. */
  fail(path: string): void;
  /** Null when the content is possible; else what is wrong. From now on it is what was seen. */
  observe(path: string, seen: Content): string | null;
  /** The content, if there is only one possible; undefined otherwise. */
  known(path: string): Content | undefined;
  paths(): readonly string[];
  /** Paths that were written since this was last asked. */
  takeTouched(): readonly string[];
}

const show = (content: Content): string => (content === null ? 'nothing' : content.slice(0, 12));

export function createExpectations(): Expectations {
  const possible = new Map<string, readonly Content[]>();
  const pending = new Map<string, Content>();
  const touched = new Set<string>();
  const of = (path: string): readonly Content[] => possible.get(path) ?? [null];
  return {
    begin(path, content) {
      possible.set(path, [...new Set([...of(path), content])]);
      pending.set(path, content);
      touched.add(path);
    },
    succeed(path) {
      const content = pending.get(path);
      if (content === undefined) throw new Error(`nothing was begun with ${path}`);
      pending.delete(path);
      possible.set(path, [content]);
    },
    fail: (path) => void pending.delete(path),
    observe(path, seen) {
      const allowed = of(path);
      if (!allowed.includes(seen)) return `${path} has ${show(seen)} instead of ${allowed.map(show).join(' or ')}`;
      possible.set(path, [seen]);
      return null;
    },
    known(path) {
      const allowed = of(path);
      return allowed.length === 1 ? allowed[0] : undefined;
    },
    paths: () => [...possible.keys()],
    takeTouched() {
      const paths = [...touched];
      touched.clear();
      return paths;
    },
  };
}
