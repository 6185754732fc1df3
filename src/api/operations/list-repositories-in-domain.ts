import type { ListRepositoriesInDomainRequest, ListRepositoriesInDomainResult } from '@aws-sdk/client-codeartifact';
import { listRepositoriesInDomain as selectRepositories } from '../../metadata/repositories.ts';
import type { Operation } from '../operation.ts';
import { openPage, textAt } from '../pages.ts';
import { onDomain } from '../resources.ts';
import { requireDomain } from '../target.ts';
import { summariseRepository } from '../views/repository-description.ts';

export const listRepositoriesInDomain: Operation<ListRepositoriesInDomainRequest, ListRepositoriesInDomainResult> = {
  action: 'codeartifact:ListRepositoriesInDomain',
  resource: onDomain,
  async handle(input, scope) {
    const domain = requireDomain(scope);
    const administrator = input.administratorAccount ?? null;
    const prefix = input.repositoryPrefix ?? null;
    const query = ['ListRepositoriesInDomain', domain.id, administrator, prefix];
    const page = openPage({ query, input, defaultSize: 50 });
    const found = await selectRepositories(scope.deps.database.reader, {
      domainId: domain.id,
      administrator,
      prefix,
      after: page.after && textAt(page.after, 0),
      limit: page.limit,
    });
    const { rows, nextToken } = page.close(found, ({ name }) => [name]);
    return { repositories: rows.map((row) => summariseRepository(domain, row)), nextToken };
  },
};
