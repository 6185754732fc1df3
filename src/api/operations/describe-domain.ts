import type { DescribeDomainRequest, DescribeDomainResult } from '@aws-sdk/client-codeartifact';
import type { Operation } from '../operation.ts';
import { onDomain } from '../resources.ts';
import { requireDomain } from '../target.ts';
import { describeDomain as describe } from '../views/domain-description.ts';

export const describeDomain: Operation<DescribeDomainRequest, DescribeDomainResult> = {
  action: 'codeartifact:DescribeDomain',
  resource: onDomain,
  handle: async (_input, scope) => ({ domain: describe(requireDomain(scope)) }),
};
