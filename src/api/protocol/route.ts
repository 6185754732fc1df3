import { type OperationName, operations } from '../model.generated.ts';

const byRoute = new Map<string, OperationName>();
const methodsByPath = new Map<string, string[]>();
for (const [name, { method, path }] of Object.entries(operations)) {
  byRoute.set(`${method} ${path}`, name as OperationName);
  methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), method]);
}

export type Route =
  | { readonly kind: 'operation'; readonly name: OperationName }
  | { readonly kind: 'unknown'; readonly message: string };

/** By method and literal path, a slash at the end aside: no path of the API holds parameters. */
export function findRoute(method: string, path: string): Route {
  const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  const name = byRoute.get(`${method} ${bare}`);
  if (name !== undefined) return { kind: 'operation', name };
  const methods = methodsByPath.get(bare);
  const message =
    methods === undefined
      ? 'There is no operation at this path: CodeArtifact has its operations under /v1/.'
      : `There is no operation ${method} ${bare}; this path takes ${methods.join(', ')}.`;
  return { kind: 'unknown', message };
}
