import type { ListRepositoriesRequest, ListRepositoriesResult } from '@aws-sdk/client-codeartifact';
import { listRepositories as selectRepositories } from '../../metadata/repositories.ts';
import type { Operation } from '../operation.ts';
import { numberAt, openPage, textAt } from '../pages.ts';
import { onEverything } from '../resources.ts';
import { summariseRepository } from '../views/repository-description.ts';

/** What the caller's account administers, in whatever domain. */
export const listRepositories: Operation<ListRepositoriesRequest, ListRepositoriesResult> = {
  action: 'codeartifact:ListRepositories',
  resource: onEverything,
  async handle(input, { request, deps }) {
    const administrator = request.caller.accountId;
    const prefix = input.repositoryPrefix ?? null;
    const page = openPage({ query: ['ListRepositories', administrator, prefix], input, defaultSize: 50 });
    const after = page.after && { name: textAt(page.after, 0), id: numberAt(page.after, 1) };
    const found = await selectRepositories(deps.database.reader, { administrator, prefix, after, limit: page.limit });
    const { rows, nextToken } = page.close(found, ({ name, id }) => [name, String(id)]);
    return { repositories: rows.map((row) => summariseRepository(row.domain, row)), nextToken };
  },
};
