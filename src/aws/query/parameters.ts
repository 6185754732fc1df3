import { invalid } from '../../kernel/errors.ts';

/** A parameter as it came, or several below one name: `Tags.member.1.Key` is the `Key` of the first of `Tags`. */
export type QueryValue = string | QueryNode;
export interface QueryNode {
  readonly members: ReadonlyMap<string, QueryValue>;
}

interface Node extends QueryNode {
  readonly members: Map<string, string | Node>;
}

const maxDepth = 10;
const maxParameters = 5000;

function put(root: Node, name: string, value: string): void {
  const parts = name.split('.');
  if (parts.length > maxDepth) throw invalid(`The parameter '${name}' has more than ${maxDepth} parts.`);
  let node = root;
  for (const part of parts.slice(0, -1)) {
    const next = node.members.get(part) ?? { members: new Map() };
    if (typeof next === 'string') throw invalid(`The parameter '${name}' is below one that has a value.`);
    node.members.set(part, next);
    node = next;
  }
  const last = parts.at(-1) ?? '';
  if (node.members.has(last)) throw invalid(`The parameter '${name}' comes twice.`);
  node.members.set(last, value);
}

/**
 * Parameters of a Query request, those of the URL and of its form body, as a tree. Validation for one that comes twice,
 * or for more than a service takes.
 */
export function readParameters(
  query: readonly (readonly [name: string, value: string])[],
  body: Buffer,
): ReadonlyMap<string, QueryValue> {
  const signed = query.filter(([name]) => !name.startsWith('X-Amz-'));
  const all = [...signed, ...new URLSearchParams(body.toString('utf8'))];
  if (all.length > maxParameters) throw invalid(`A request may have no more than ${maxParameters} parameters.`);
  const root: Node = { members: new Map() };
  for (const [name, value] of all) put(root, name, value);
  return root.members;
}
