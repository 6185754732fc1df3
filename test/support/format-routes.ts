import type { Format } from '../../src/formats/format.ts';
import type { TestServer } from './server.ts';

/** Which routes need no permission, and why each is harmless. Adding to it is a decision, not a habit. */
export const withoutPermission: ReadonlyMap<string, string> = new Map([
  ['npm GET /-/whoami', "tells the caller's own name"],
  ['npm PUT /-/user/:user', 'the login prompt: answers only who sends a good token'],
  ['npm DELETE /-/user/token/:token', 'changes nothing'],
]);

export interface WalkedRoute {
  readonly name: string;
  readonly method: string;
  /** In the repository 'team' of the domain 'acme'; every variable of the path stands for itself. */
  readonly url: string;
  readonly access: Format['routes'][number]['access'];
}

/** A route for each way to write its path. */
export function routesOf({ url }: TestServer, format: Format): WalkedRoute[] {
  const base = `${url}/${format.id}/d/acme-111122223333/team`;
  return format.routes.flatMap(({ method, path, access }) =>
    [path].flat().map((pattern) => ({
      name: `${format.id} ${method} ${pattern}`,
      method,
      url: base + pattern.replace(/[:*]([A-Za-z]+)/g, '$1'),
      access,
    })),
  );
}
