import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addUser, type ClientsOf, clientsOf } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let iam: ClientsOf['iam'];
before(async () => {
  server = await startServer();
  ({ iam } = clientsOf(server));
});
after(() => server[Symbol.asyncDispose]());

const arnOf = (url: string) => `arn:aws:iam::111122223333:oidc-provider/${url}`;

describe('IAM identity providers: validation', () => {
  for (const Url of ['http://issuer.test', 'issuer.test', 'https://issuer.test/?a=b', 'https://a@issuer.test'])
    it(`refuses the URL ${Url}`, () =>
      assert.rejects(iam.createOpenIDConnectProvider({ Url }), { name: 'InvalidInputException' }));

  it('refuses a thumbprint that is not 40 characters', () =>
    assert.rejects(iam.createOpenIDConnectProvider({ Url: 'https://issuer.test', ThumbprintList: ['abc'] }), {
      name: 'ValidationError',
    }));
});

describe('IAM identity providers: permissions', () => {
  it('are decided on the ARN of the provider', async () => {
    const { iam: none } = await addUser(server, 'none');
    await assert.rejects(none.createOpenIDConnectProvider({ Url: 'https://issuer.test/ci' }), {
      name: 'AccessDenied',
      message:
        /iam:CreateOpenIDConnectProvider on resource: arn:aws:iam::111122223333:oidc-provider\/issuer\.test\/ci /,
    });
    await assert.rejects(none.listOpenIDConnectProviders({}), { name: 'AccessDenied' });
  });
});

describe('IAM identity providers: behaviour', () => {
  it('are made, described, changed, listed and deleted', async () => {
    const OpenIDConnectProviderArn = arnOf('issuer.test/ci');
    const thumbprint = 'ab'.repeat(20);
    const made = await iam.createOpenIDConnectProvider({
      ...{ Url: 'https://issuer.test/ci/', ClientIDList: ['one'], ThumbprintList: [thumbprint] },
    });
    assert.equal(made.OpenIDConnectProviderArn, OpenIDConnectProviderArn);
    await assert.rejects(iam.createOpenIDConnectProvider({ Url: 'https://issuer.test/ci' }), {
      name: 'EntityAlreadyExistsException',
    });
    await iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID: 'two' });
    await iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID: 'two' });
    await iam.removeClientIDFromOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID: 'one' });
    await iam.updateOpenIDConnectProviderThumbprint({ OpenIDConnectProviderArn, ThumbprintList: [] });
    const { Url, ClientIDList, ThumbprintList } = await iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn });
    assert.deepEqual([Url, ClientIDList, ThumbprintList ?? []], ['issuer.test/ci', ['two'], []]);
    const { OpenIDConnectProviderList } = await iam.listOpenIDConnectProviders({});
    assert.deepEqual(OpenIDConnectProviderList, [{ Arn: OpenIDConnectProviderArn }]);
    await iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn });
    await assert.rejects(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn }), {
      name: 'NoSuchEntityException',
    });
  });
});
