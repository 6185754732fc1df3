import type { AssumeRoleWithWebIdentityResponse } from '@aws-sdk/client-sts';
import { nameOfIssuer } from '../../identity/issuer-at.ts';
import type { Issuer } from '../../identity/issuer-keys.ts';
import type { WebIdentity, WebIdentityVerdict } from '../../identity/web-identity.ts';
import { findOidcProvider, type OidcProvider } from '../../metadata/iam-oidc-providers.ts';
import { decideTrust } from '../../registry/decide-trust.ts';
import type { DecisionKeys } from '../../registry/request-scope.ts';
import type { AwsDeps } from '../deps.ts';
import { accountOf, providerArn } from '../iam/arns.ts';
import type { UnsignedCall } from '../query/query-service.ts';
import { members, optional, text } from '../query/readers.ts';
import { stsRefusal } from './errors.ts';
import * as inputs from './inputs.ts';
import { findRole, startRoleSession } from './role-session.ts';

const input = members({
  RoleArn: inputs.roleArn,
  RoleSessionName: inputs.sessionName,
  WebIdentityToken: text({ min: 4, max: 20_000 }),
  ...inputs.bounds,
  DurationSeconds: optional(inputs.roleSeconds),
});

const action = 'sts:AssumeRoleWithWebIdentity';
const notAuthorized = () => stsRefusal.accessDenied(`Not authorized to perform ${action}`);

interface Provided {
  readonly issuer: Issuer;
  readonly provider: OidcProvider;
}

/** The provider that the role's account has for the token's issuer: no other address is ever asked for keys. */
async function findProvider({ database, webIdentity }: AwsDeps, roleArn: string, token: string): Promise<Provided> {
  const named = webIdentity.identities.issuerOf(token);
  if (named === null) throw stsRefusal.invalidToken('The ID Token provided is not a valid JWT, or names no issuer.');
  const issuer = webIdentity.issuerAt(named);
  const accountId = accountOf(roleArn);
  if (accountId === null) throw notAuthorized();
  const provider = issuer && (await findOidcProvider(database.reader, accountId, nameOfIssuer(issuer)));
  if (issuer === null || provider === null)
    throw stsRefusal.invalidToken(`No OpenIDConnect provider found in your account for ${named}`);
  return { issuer, provider };
}

function identityIn(verdict: WebIdentityVerdict, { issuer }: Provided): WebIdentity {
  if (verdict.kind === 'valid') return verdict.identity;
  if (verdict.kind === 'expired') throw stsRefusal.expiredToken(verdict.message);
  if (verdict.kind === 'invalid') throw stsRefusal.invalidToken(verdict.message);
  throw stsRefusal.issuerSilent(`The keys of ${issuer.url.href} could not be had: ${verdict.message}`);
}

/** IAM User Guide, "Available keys for AWS web identity federation": `<issuer>:sub`, `<issuer>:aud` and so on. */
function keysOf({ claims }: WebIdentity, { url }: OidcProvider, sessionName: string): DecisionKeys {
  const own = [...claims].map(([name, value]) => [`${url}:${name}`.toLowerCase(), value] as const);
  return { ...Object.fromEntries(own), 'sts:rolesessionname': sessionName };
}

/** Who asks proves it by a token of an issuer that the role's account knows, and not by a signature. */
export async function assumeRoleWithWebIdentity(call: UnsignedCall): Promise<AssumeRoleWithWebIdentityResponse> {
  const { deps, requestId } = call;
  const { RoleArn, RoleSessionName, WebIdentityToken, DurationSeconds, ...bounds } = input.read(call.parameters);
  const now = deps.clock.now();
  const provided = await findProvider(deps, RoleArn, WebIdentityToken);
  const { provider, issuer } = provided;
  const { identities } = deps.webIdentity;
  const identity = identityIn(await identities.verify(WebIdentityToken, issuer, provider.clientIds), provided);
  const role = await findRole(deps, RoleArn);
  if (role === null) throw notAuthorized();
  const { record, refusal } = decideTrust({
    asker: { kind: 'federated', providerArn: providerArn(provider.accountId, provider.url), subject: identity.subject },
    role: role.trusted,
    keys: keysOf(identity, provider, RoleSessionName),
    tags: [],
    ...{ action, requestId, region: deps.region, now, origin: call.origin },
    detail: { roleSessionName: RoleSessionName, audience: identity.audience },
  });
  deps.auditReads([record]);
  if (refusal !== null) throw refusal;
  const session = await startRoleSession(deps, {
    ...{ entity: role.entity, name: RoleSessionName, bounds, seconds: DurationSeconds, now },
    ...{ isChained: false, tags: [], transitiveTagKeys: [] },
  });
  return {
    ...session,
    SubjectFromWebIdentityToken: identity.subject,
    Audience: identity.audience,
    Provider: issuer.url.href.replace(/\/$/, ''),
  };
}
