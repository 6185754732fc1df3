import type {
  CreateOpenIDConnectProviderResponse,
  GetOpenIDConnectProviderResponse,
  ListOpenIDConnectProvidersResponse,
} from '@aws-sdk/client-iam';
import { nameOfIssuer } from '../../identity/issuer-at.ts';
import {
  createOidcProvider,
  deleteOidcProvider,
  listOidcProviders,
  type OidcProvider,
  updateOidcProvider,
} from '../../metadata/iam-oidc-providers.ts';
import { listIamTags } from '../../metadata/iam-tags.ts';
import { type AnyAction, action, type QueryCall } from '../query/action.ts';
import { listOf, members, optional, text } from '../query/readers.ts';
import { providerArn } from './arns.ts';
import { entityExists, invalidInput, limitExceeded, quotaExceeded } from './errors.ts';
import * as inputs from './inputs.ts';
import { existingProvider, namedProvider } from './named-provider.ts';
import { quotas } from './quotas.ts';
import { ofAccount } from './subjects.ts';
import { readTags } from './tag-input.ts';
import { tagViews } from './views.ts';

const clientId = text({ min: 1, max: 255 });
const thumbprints = listOf(text({ min: 40, max: 40, pattern: /^[0-9a-fA-F]+$/ }), quotas.thumbprintsPerProvider);
const ofProvider = { OpenIDConnectProviderArn: inputs.arn };

/** InvalidInput where no issuer can be. */
function urlOf({ deps }: QueryCall, url: string): string {
  const issuer = deps.webIdentity.issuerAt(url);
  if (issuer === null)
    throw invalidInput(
      `Invalid Open ID Connect Provider URL: '${url}' must be https://, without user, query and fragment. The operator ` +
        'can allow http:// and private addresses by COFFER_TRUSTED_ISSUERS.',
    );
  return nameOfIssuer(issuer);
}

const create = action({
  name: 'CreateOpenIDConnectProvider',
  input: members({
    Url: text({ min: 1, max: 255 }),
    ClientIDList: optional(listOf(clientId, quotas.clientIdsPerProvider)),
    ThumbprintList: optional(thumbprints),
    Tags: optional(inputs.tagList),
  }),
  also: ({ Tags }) => (Tags === undefined ? [] : ['TagOpenIDConnectProvider']),
  tags: ({ Tags }) => readTags(Tags),
  subject: ({ Url }, call) => ofAccount((id) => providerArn(id, Url.replace(/^https?:\/\//, '')))(call),
  async handle(
    call,
    { Url, ClientIDList = [], ThumbprintList = [], Tags },
  ): Promise<CreateOpenIDConnectProviderResponse> {
    const { accountId } = call.signer.principal;
    const [url, tags] = [urlOf(call, Url), readTags(Tags)];
    const outcome = await call.write(createOidcProvider, {
      ...{ accountId, url, clientIds: [...new Set(ClientIDList)], thumbprints: ThumbprintList, tags },
      limit: quotas.oidcProviders,
      now: call.request.now.getTime(),
    });
    if (outcome === 'exists') throw entityExists(`Provider with url ${Url} already exists.`);
    if (outcome === 'limit') throw quotaExceeded('OpenIdConnectProvidersPerAccount', quotas.oidcProviders);
    return { OpenIDConnectProviderArn: providerArn(accountId, url), Tags: tagViews(tags) };
  },
});

const get = action({
  name: 'GetOpenIDConnectProvider',
  input: members(ofProvider),
  subject: (input, call) => namedProvider(call, input.OpenIDConnectProviderArn),
  async handle({ deps }, _input, subject): Promise<GetOpenIDConnectProviderResponse> {
    const { id, url, clientIds, createdAt, ...provider } = existingProvider(subject);
    return {
      Url: url,
      ClientIDList: [...clientIds],
      ThumbprintList: [...provider.thumbprints],
      CreateDate: createdAt,
      Tags: tagViews(await listIamTags(deps.database.reader, { kind: 'oidc-provider', id })),
    };
  },
});

const list = action({
  name: 'ListOpenIDConnectProviders',
  input: members({}),
  subject: (_input, call) => ofAccount((id) => providerArn(id, '*'))(call),
  async handle({ deps, signer }): Promise<ListOpenIDConnectProvidersResponse> {
    const { accountId } = signer.principal;
    const all = await listOidcProviders(deps.database.reader, accountId);
    return { OpenIDConnectProviderList: all.map(({ url }) => ({ Arn: providerArn(accountId, url) })) };
  },
});

const remove = action({
  name: 'DeleteOpenIDConnectProvider',
  input: members(ofProvider),
  subject: (input, call) => namedProvider(call, input.OpenIDConnectProviderArn),
  async handle(call, _input, subject) {
    await call.write(deleteOidcProvider, { id: existingProvider(subject).id });
    return null;
  },
});

async function change(
  call: QueryCall,
  { id }: OidcProvider,
  to: Partial<Pick<OidcProvider, 'clientIds' | 'thumbprints'>>,
): Promise<null> {
  await call.write(updateOidcProvider, { id, change: to });
  return null;
}

const addClient = action({
  name: 'AddClientIDToOpenIDConnectProvider',
  input: members({ ...ofProvider, ClientID: clientId }),
  subject: (input, call) => namedProvider(call, input.OpenIDConnectProviderArn),
  async handle(call, { ClientID }, subject) {
    const provider = existingProvider(subject);
    const clientIds = [...new Set([...provider.clientIds, ClientID])];
    if (clientIds.length > quotas.clientIdsPerProvider)
      throw limitExceeded(`Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${quotas.clientIdsPerProvider}`);
    return change(call, provider, { clientIds });
  },
});

const removeClient = action({
  name: 'RemoveClientIDFromOpenIDConnectProvider',
  input: members({ ...ofProvider, ClientID: clientId }),
  subject: (input, call) => namedProvider(call, input.OpenIDConnectProviderArn),
  async handle(call, { ClientID }, subject) {
    const provider = existingProvider(subject);
    return change(call, provider, { clientIds: provider.clientIds.filter((id) => id !== ClientID) });
  },
});

const updateThumbprints = action({
  name: 'UpdateOpenIDConnectProviderThumbprint',
  input: members({ ...ofProvider, ThumbprintList: thumbprints }),
  subject: (input, call) => namedProvider(call, input.OpenIDConnectProviderArn),
  handle: (call, { ThumbprintList }, subject) =>
    change(call, existingProvider(subject), { thumbprints: ThumbprintList }),
});

export const identityProviders: readonly AnyAction[] = [
  ...[create, get, list, remove],
  ...[addClient, removeClient, updateThumbprints],
];
