import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PolicySource, Verdict } from './decide.ts';
import { anonymous, ask, away, type Case, home, root, session, user } from './fixtures/ask.ts';

type Expected = readonly [decision: Verdict['decision'], source: PolicySource];
type Row = readonly [what: string, asked: Case, expected: Expected];

function check(source: string, rows: readonly Row[]): void {
  describe(source, () => {
    for (const [what, asked, expected] of rows)
      it(what, () => {
        const { decision, source: decided } = ask(asked);
        assert.deepEqual([decision, decided], expected);
      });
  });
}

const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
const elsewhere = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
const to = (principal: unknown) => ({ ...allow, Principal: principal });
const against = (principal: unknown) => ({ ...deny, Principal: principal });
const exceptFor = (principal: unknown) => ({ ...deny, NotPrincipal: principal });

const ann = `arn:aws:iam::${home}:user/ann`;
const role = `arn:aws:iam::${home}:role/ci`;
const build = `arn:aws:sts::${home}:assumed-role/ci/build`;
const account = `arn:aws:iam::${home}:root`;

const allowed = (source: PolicySource): Expected => ['allowed', source];
const denied = (source: PolicySource): Expected => ['explicit-deny', source];
const missing = (source: PolicySource): Expected => ['implicit-deny', source];

check('IAM User Guide, "Policy evaluation logic": identity-based policies', [
  ['nothing is allowed by default', {}, missing('identity')],
  ['an allow allows', { identity: [allow] }, allowed('identity')],
  ['an allow of something else does not', { identity: [elsewhere] }, missing('identity')],
  ['a deny wins over an allow', { identity: [allow, deny] }, denied('identity')],
  ['a deny wins in whatever order', { identity: [deny, allow] }, denied('identity')],
  ['a deny of something else does not', { identity: [allow, { ...elsewhere, Effect: 'Deny' }] }, allowed('identity')],
  ['the root of an account has full access', { who: root() }, allowed('identity')],
  ['a deny binds the root too', { who: root(), resource: [against('*')] }, denied('resource')],
]);

check('IAM User Guide, "Policy evaluation logic": resource-based policies within an account', [
  ['either side is enough: the resource', { resource: [to({ AWS: ann })] }, allowed('resource')],
  ['either side is enough: the identity', { identity: [allow], resource: [to({ AWS: role })] }, allowed('identity')],
  ['neither', { resource: [to({ AWS: role })] }, missing('identity')],
  ['a deny of the resource wins', { identity: [allow], resource: [against({ AWS: ann })] }, denied('resource')],
  ['a deny of the identity wins', { identity: [deny], resource: [to({ AWS: ann })] }, denied('identity')],
  [
    'a deny against others does not bind',
    { identity: [allow], resource: [against({ AWS: role })] },
    allowed('identity'),
  ],
  [
    'a user named by ARN is not bound by the boundary',
    { boundary: [elsewhere], resource: [to({ AWS: ann })] },
    allowed('resource'),
  ],
  [
    'a role named by ARN is bound by the boundary',
    { who: session('ci', 'build'), boundary: [elsewhere], resource: [to({ AWS: role })] },
    missing('identity'),
  ],
  [
    'a role named by ARN is let in within the boundary',
    { who: session('ci', 'build'), boundary: [allow], resource: [to({ AWS: role })] },
    allowed('resource'),
  ],
  [
    'a role named by ARN is bound by session policies',
    { who: session('ci', 'build', true), session: [elsewhere], resource: [to({ AWS: role })] },
    missing('identity'),
  ],
  [
    'a role named by ARN is let in by both',
    { who: session('ci', 'build', true), session: [allow], resource: [to({ AWS: role })] },
    allowed('resource'),
  ],
  [
    'a session named by ARN is bound by nothing else',
    { who: session('ci', 'build', true), boundary: [elsewhere], session: [elsewhere], resource: [to({ AWS: build })] },
    allowed('resource'),
  ],
  [
    'another session of the role is not meant',
    { who: session('ci', 'other'), resource: [to({ AWS: build })] },
    missing('identity'),
  ],
  [
    'a deny of a boundary binds even a session that is named',
    { who: session('ci', 'build'), boundary: [deny], resource: [to({ AWS: build })] },
    denied('boundary'),
  ],
  [
    'a deny of a session policy does so too',
    { who: session('ci', 'build', true), session: [deny], resource: [to({ AWS: build })] },
    denied('session'),
  ],
  [
    'a user whose session has policies is bound by them',
    { who: { ...user('ann'), bounded: true }, session: [elsewhere], resource: [to({ AWS: ann })] },
    missing('identity'),
  ],
  [
    'so is one whom the resource lets in with everybody',
    { who: { ...user('ann'), bounded: true }, session: [elsewhere], resource: [to('*')] },
    missing('identity'),
  ],
  [
    'a robot is bound by what it was made for',
    { who: { ...user('bot'), kind: 'robot', bounded: true }, session: [elsewhere], resource: [to('*')] },
    missing('identity'),
  ],
]);

check('IAM User Guide, "Principal"', [
  ['everybody of the account needs nothing else', { resource: [to('*')] }, allowed('resource')],
  ['AWS: * says the same', { resource: [to({ AWS: '*' })] }, allowed('resource')],
  ['everybody is not bound by a boundary', { boundary: [elsewhere], resource: [to('*')] }, allowed('resource')],
  [
    'nor by session policies, for a role',
    { who: session('ci', 'build', true), session: [elsewhere], resource: [to('*')] },
    allowed('resource'),
  ],
  ['an account by ARN leaves it to its own policies', { resource: [to({ AWS: account })] }, missing('identity')],
  ['an account by number does so too', { resource: [to({ AWS: home })] }, missing('identity')],
  ['which may then allow', { identity: [allow], resource: [to({ AWS: home })] }, allowed('identity')],
  [
    'an account that is denied is denied whole',
    { identity: [allow], resource: [against({ AWS: home })] },
    denied('resource'),
  ],
  ['one of several is enough', { resource: [to({ AWS: [role, ann] })] }, allowed('resource')],
  ['names are case sensitive', { resource: [to({ AWS: `arn:aws:iam::${home}:user/Ann` })] }, missing('identity')],
  ['another account is not meant', { resource: [to({ AWS: ann.replace(home, away) })] }, missing('identity')],
  ['a service is not a user', { resource: [to({ Service: 'codebuild.amazonaws.com' })] }, missing('identity')],
  [
    'an identity provider is not a user',
    { resource: [to({ Federated: 'accounts.example.com' })] },
    missing('identity'),
  ],
  [
    'the unique id of a deleted user is nobody',
    { resource: [to({ AWS: 'AIDAEXAMPLEEXAMPLE123' })] },
    missing('identity'),
  ],
]);

check('IAM User Guide, "NotPrincipal"', [
  [
    'with Deny, the one named is spared',
    { identity: [allow], resource: [exceptFor({ AWS: [ann, account] })] },
    allowed('identity'),
  ],
  [
    'with Deny, others of its account are denied',
    { who: user('bob'), identity: [allow], resource: [exceptFor({ AWS: [ann, account] })] },
    denied('resource'),
  ],
  [
    'the session and its role are spared',
    { who: session('ci', 'build'), identity: [allow], resource: [exceptFor({ AWS: [build, role, account] })] },
    allowed('identity'),
  ],
  ['a root is spared by its account', { who: root(), resource: [exceptFor({ AWS: home })] }, allowed('identity')],
  [
    'with Allow, everybody else is let in',
    { who: user('bob'), resource: [{ ...allow, NotPrincipal: { AWS: ann } }] },
    allowed('resource'),
  ],
  ['with Allow, the one named is not', { resource: [{ ...allow, NotPrincipal: { AWS: ann } }] }, missing('identity')],
  ['everybody but everybody is nobody', { resource: [{ ...allow, NotPrincipal: '*' }] }, missing('identity')],
]);

check('IAM User Guide, "Permissions boundaries for IAM entities"', [
  ['a boundary allows nothing by itself', { boundary: [allow] }, missing('identity')],
  ['a boundary that does not allow bounds', { identity: [allow], boundary: [elsewhere] }, missing('boundary')],
  ['within the boundary', { identity: [allow], boundary: [allow] }, allowed('identity')],
  ['a deny of the boundary', { identity: [allow], boundary: [allow, deny] }, denied('boundary')],
  ['session policies allow nothing by themselves', { session: [allow] }, missing('identity')],
  ['a session policy that does not allow bounds', { identity: [allow], session: [elsewhere] }, missing('session')],
  ['within the session', { identity: [allow], session: [allow] }, allowed('identity')],
  ['a deny of the session', { identity: [allow], session: [allow, deny] }, denied('session')],
  ['all three have to allow', { identity: [allow], boundary: [allow], session: [elsewhere] }, missing('session')],
  ['and do', { identity: [allow], boundary: [allow], session: [allow] }, allowed('identity')],
]);

const far = { who: user('zoe', away), relation: 'cross' } as const;
const zoe = `arn:aws:iam::${away}:user/zoe`;
check('IAM User Guide, "Cross-account policy evaluation logic"', [
  ['neither side', { ...far }, missing('identity')],
  ['the identity alone', { ...far, identity: [allow] }, missing('resource')],
  ['the resource alone', { ...far, resource: [to({ AWS: zoe })] }, missing('identity')],
  ['both', { ...far, identity: [allow], resource: [to({ AWS: zoe })] }, allowed('identity')],
  ['both, by account', { ...far, identity: [allow], resource: [to({ AWS: away })] }, allowed('identity')],
  ['both, by everybody', { ...far, identity: [allow], resource: [to('*')] }, allowed('identity')],
  ['everybody alone', { ...far, resource: [to('*')] }, missing('identity')],
  ['a boundary bounds', { ...far, identity: [allow], boundary: [elsewhere], resource: [to('*')] }, missing('boundary')],
  ['a session bounds', { ...far, identity: [allow], session: [elsewhere], resource: [to('*')] }, missing('session')],
  [
    'a deny of the resource',
    { ...far, identity: [allow], resource: [to('*'), against({ AWS: away })] },
    denied('resource'),
  ],
  ['a deny of the identity', { ...far, identity: [allow, deny], resource: [to('*')] }, denied('identity')],
  ['a root needs the resource', { ...far, who: root(away) }, missing('resource')],
  ['a root is let in by it', { ...far, who: root(away), resource: [to({ AWS: away })] }, allowed('identity')],
  [
    'a role of the other account, by its ARN',
    {
      ...far,
      who: session('ci', 'b', false, away),
      identity: [allow],
      resource: [to({ AWS: `arn:aws:iam::${away}:role/ci` })],
    },
    allowed('identity'),
  ],
]);

check('IAM User Guide, "How IAM roles differ from resource-based policies": trust policies', [
  [
    'an identity alone is not enough',
    { identity: [allow], trust: [{ Effect: 'Deny', Action: 'x:y', Principal: '*' }] },
    missing('resource'),
  ],
  ['a user who is named', { trust: [{ Effect: 'Allow', Action: '*', Principal: { AWS: ann } }] }, allowed('resource')],
  [
    'an account leaves it to its policies',
    { trust: [{ Effect: 'Allow', Action: '*', Principal: { AWS: home } }] },
    missing('identity'),
  ],
  [
    'which may allow',
    { identity: [allow], trust: [{ Effect: 'Allow', Action: '*', Principal: { AWS: home } }] },
    allowed('identity'),
  ],
  [
    'a deny of the identity binds whom the role names',
    { identity: [deny], trust: [{ Effect: 'Allow', Action: '*', Principal: { AWS: ann } }] },
    denied('identity'),
  ],
  [
    'a token of the identity provider that is named',
    {
      who: { ...user('x'), kind: 'federated', arn: 'arn:aws:iam::111122223333:oidc-provider/ci.example' },
      trust: [
        {
          Effect: 'Allow',
          Action: '*',
          Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/ci.example' },
        },
      ],
    },
    allowed('resource'),
  ],
  [
    'and of another',
    {
      who: { ...user('x'), kind: 'federated', arn: 'arn:aws:iam::111122223333:oidc-provider/other.example' },
      trust: [
        {
          Effect: 'Allow',
          Action: '*',
          Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/ci.example' },
        },
      ],
    },
    missing('resource'),
  ],
]);

check('CodeArtifact User Guide has no anonymous access; IAM User Guide, "All principals"', [
  ['everybody includes whoever has no token', { who: anonymous, resource: [to('*')] }, allowed('resource')],
  ['an account does not', { who: anonymous, resource: [to({ AWS: home })] }, missing('resource')],
  [
    'nor does everybody but one',
    { who: anonymous, resource: [{ ...allow, NotPrincipal: { AWS: ann } }] },
    missing('resource'),
  ],
  [
    'a deny of everybody but one binds',
    { who: anonymous, resource: [to('*'), exceptFor({ AWS: ann })] },
    denied('resource'),
  ],
  ['nor is anything open without a policy', { who: anonymous, identity: [allow] }, missing('resource')],
]);
