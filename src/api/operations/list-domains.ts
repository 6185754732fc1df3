import type { ListDomainsRequest, ListDomainsResult } from '@aws-sdk/client-codeartifact';
import { listDomains as selectDomains } from '../../metadata/domains.ts';
import type { Operation } from '../operation.ts';
import { openPage, textAt } from '../pages.ts';
import { onEverything } from '../resources.ts';
import { summariseDomain } from '../views/domain-description.ts';

/** Domains of the caller's account alone. */
export const listDomains: Operation<ListDomainsRequest, ListDomainsResult> = {
  action: 'codeartifact:ListDomains',
  resource: onEverything,
  async handle(input, { request, deps }) {
    const owner = request.caller.accountId;
    const page = openPage({ query: ['ListDomains', owner], input, defaultSize: 50 });
    const after = page.after && textAt(page.after, 0);
    const found = await selectDomains(deps.database.reader, { owner, after, limit: page.limit });
    const { rows, nextToken } = page.close(found, ({ name }) => [name]);
    return { domains: rows.map(summariseDomain), nextToken };
  },
};
