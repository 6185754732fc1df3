import type { CreateDomainRequest, CreateDomainResult } from '@aws-sdk/client-codeartifact';
import { invalid } from '../../kernel/errors.ts';
import { createDomain as insertDomain } from '../../metadata/create-domain.ts';
import { domainArn } from '../../model/arn.ts';
import type { Operation } from '../operation.ts';
import { onDomain } from '../resources.ts';
import { parseTags, taggingOf } from '../tags.ts';
import { describeDomain } from '../views/domain-description.ts';

export const createDomain: Operation<CreateDomainRequest, CreateDomainResult> = {
  action: 'codeartifact:CreateDomain',
  resource: onDomain,
  also: ({ tags }, { target }) => taggingOf(tags, domainArn(target.id)),
  async handle({ domain: name, encryptionKey, tags }, { request, deps, target }) {
    if (encryptionKey !== undefined)
      throw invalid(
        'Encryption keys of your own are not supported by this server yet. Leave out encryptionKey.',
        'ENCRYPTION_KEY_ERROR',
      );
    const { region, owner } = target.id;
    const domain = await request.write(deps.database, insertDomain, {
      region,
      owner,
      name,
      encryptionKey: `arn:aws:kms:${region}:${owner}:alias/aws/codeartifact`,
      tags: parseTags(tags),
      now: request.now.getTime(),
      quotas: deps.quotas,
    });
    return { domain: describeDomain(domain) };
  },
};
