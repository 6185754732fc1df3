import type { DeleteDomainRequest, DeleteDomainResult } from '@aws-sdk/client-codeartifact';
import { deleteDomain as removeDomain } from '../../metadata/delete-domain.ts';
import type { Operation } from '../operation.ts';
import { onDomain } from '../resources.ts';
import { describeDomain } from '../views/domain-description.ts';

/** The API knows no NotFound here: a domain that is gone is deleted. */
export const deleteDomain: Operation<DeleteDomainRequest, DeleteDomainResult> = {
  action: 'codeartifact:DeleteDomain',
  resource: onDomain,
  async handle({ domain: name }, { request, deps, target }) {
    const domain = await request.write(deps.database, removeDomain, { owner: target.id.owner, name });
    return domain === null ? {} : { domain: { ...describeDomain(domain), status: 'Deleted' } };
  },
};
