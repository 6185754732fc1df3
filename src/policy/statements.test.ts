// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, away, type Case, home, user } from './fixtures/ask.ts';

type Row = readonly [what: string, asked: Case, allowed: boolean];

function check(source: string, rows: readonly Row[]): void {
  describe(source, () => {
    for (const [what, asked, expected] of rows)
      it(`${expected ? 'allows' : 'refuses'} ${what}`, () => assert.equal(ask(asked).decision === 'allowed', expected));
  });
}

const arn = (rest: string): string => `arn:aws:codeartifact:us-east-1:${home}:${rest}`;
const actions = (Action: string | string[]) => ({ identity: [{ Effect: 'Allow', Action, Resource: '*' }] });
const notActions = (NotAction: string | string[]) => ({ identity: [{ Effect: 'Allow', NotAction, Resource: '*' }] });
const resources = (Resource: string | string[]) => ({ identity: [{ Effect: 'Allow', Action: '*', Resource }] });
const notResources = (NotResource: string | string[]) => ({
  identity: [{ Effect: 'Allow', Action: '*', NotResource }],
});

check('IAM JSON policy elements, "Action" and "NotAction"', [
  ['everything by a star', { ...actions('*'), action: 'iam:CreateUser' }, true],
  ['a service by a star', { ...actions('iam:*'), action: 'iam:CreateUser' }, true],
  ['another service by that star', { ...actions('iam:*'), action: 'sts:AssumeRole' }, false],
  ['an action by its name', { ...actions('iam:CreateUser'), action: 'iam:CreateUser' }, true],
  ['in whatever case', { ...actions('IAM:createuser'), action: 'iam:CREATEuser' }, true],
  ['the beginning of a name without a star', { ...actions('iam:Create'), action: 'iam:CreateUser' }, false],
  ['a name within', { ...actions('iam:*AccessKey*'), action: 'iam:ListAccessKeys' }, true],
  ['one character by ?', { ...actions('iam:?etUser'), action: 'iam:GetUser' }, true],
  ['two characters by ?', { ...actions('iam:?tUser'), action: 'iam:GetUser' }, false],
  ['one of a list', { ...actions(['iam:GetUser', 'iam:List*']), action: 'iam:ListUsers' }, true],
  ['none of a list', { ...actions(['iam:GetUser', 'iam:List*']), action: 'iam:DeleteUser' }, false],
  ['all but one', { ...notActions('iam:*'), action: 's3:GetObject' }, true],
  ['the one', { ...notActions('iam:*'), action: 'IAM:GetUser' }, false],
  ['none of the excepted ones', { ...notActions(['iam:*', 's3:*']), action: 's3:GetObject' }, false],
  ['nothing by all but all', { ...notActions('*'), action: 's3:GetObject' }, false],
]);

check('IAM JSON policy elements, "Resource" and "NotResource"', [
  ['everything by a star', { ...resources('*'), on: arn('domain/acme') }, true],
  ['what has no ARN by a star', { ...resources('*'), on: '*' }, true],
  ['what has no ARN by an ARN', { ...resources(arn('*')), on: '*' }, false],
  ['an ARN', { ...resources(arn('domain/acme')), on: arn('domain/acme') }, true],
  ['in no other case', { ...resources(arn('domain/Acme')), on: arn('domain/acme') }, false],
  ['the beginning of an ARN', { ...resources(arn('domain/ac')), on: arn('domain/acme') }, false],
  ['all of a domain', { ...resources(arn('repository/acme/*')), on: arn('repository/acme/team') }, true],
  ['another domain', { ...resources(arn('repository/acme/*')), on: arn('repository/acme2/team') }, false],
  ['one character by ?', { ...resources(arn('repository/acme/team-?')), on: arn('repository/acme/team-1') }, true],
  ['no character by ?', { ...resources(arn('repository/acme/team-?')), on: arn('repository/acme/team-') }, false],
  ['any region', { ...resources(`arn:aws:codeartifact:*:${home}:domain/acme`), on: arn('domain/acme') }, true],
  [
    'a star at the end of a part, over colons',
    { ...resources('arn:aws:codeartifact:*'), on: arn('domain/acme') },
    true,
  ],
  ['one of a list', { ...resources([arn('domain/a'), arn('domain/b')]), on: arn('domain/b') }, true],
  ['all but one', { ...notResources(arn('domain/a')), on: arn('domain/b') }, true],
  ['the one', { ...notResources(arn('domain/a')), on: arn('domain/a') }, false],
  [
    'what a variable names',
    {
      ...resources(arn('repository/acme/${aws:username}')),
      on: arn('repository/acme/ann'),
      keys: { 'aws:username': 'ann' },
    },
    true,
  ],
  [
    'what it names for another',
    {
      ...resources(arn('repository/acme/${aws:username}')),
      on: arn('repository/acme/ann'),
      keys: { 'aws:username': 'bob' },
    },
    false,
  ],
  [
    'what a variable without a value names',
    { ...resources(arn('repository/acme/${aws:username}')), on: arn('repository/acme/') },
    false,
  ],
  [
    'what it does not name, by NotResource, without a value',
    { ...notResources(arn('repository/acme/${aws:username}')), on: arn('repository/acme/x') },
    true,
  ],
  [
    'a star in the value of a variable as a star',
    {
      ...resources(arn('repository/acme/${aws:username}')),
      on: arn('repository/acme/ann'),
      keys: { 'aws:username': '*' },
    },
    false,
  ],
  [
    'a tag of the principal',
    {
      ...resources(arn('package/acme/${aws:PrincipalTag/team}/*')),
      ...{ on: arn('package/acme/red/npm//left'), keys: { 'aws:principaltag/team': 'red' } },
    },
    true,
  ],
]);

const two = (Condition: object): Case => ({ identity: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition }] });
check('IAM JSON policy elements, "Condition": operators and keys by AND, values by OR', [
  ['both keys', { ...two({ StringEquals: { 'a:x': '1', 'a:y': '2' } }), keys: { 'a:x': '1', 'a:y': '2' } }, true],
  [
    'one of both keys',
    { ...two({ StringEquals: { 'a:x': '1', 'a:y': '2' } }), keys: { 'a:x': '1', 'a:y': '3' } },
    false,
  ],
  ['both operators', { ...two({ StringEquals: { 'a:x': '1' }, Null: { 'a:y': 'true' } }), keys: { 'a:x': '1' } }, true],
  [
    'one of both operators',
    { ...two({ StringEquals: { 'a:x': '1' }, Null: { 'a:y': 'true' } }), keys: { 'a:x': '1', 'a:y': '' } },
    false,
  ],
  ['an empty Condition', two({}), true],
  ['an operator without keys', two({ StringEquals: {} }), true],
  ['keys in whatever case', { ...two({ StringEquals: { 'A:X': '1' } }), keys: { 'a:x': '1' } }, true],
]);

const bearer = { Effect: 'Allow', Action: 'sts:GetServiceBearerToken', Resource: '*' };
const forCodeArtifact = { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } };
const readOnly: Case = {
  identity: [
    {
      ...{ Effect: 'Allow', Resource: '*' },
      Action: ['codeartifact:List*', 'codeartifact:Describe*', 'codeartifact:Get*', 'codeartifact:Read*'],
    },
    { ...bearer, Condition: forCodeArtifact },
  ],
};
const token = { action: 'sts:GetServiceBearerToken', on: '*' };
const service = { 'sts:awsservicename': 'codeartifact.amazonaws.com' };
const endsWithTest: Case = {
  identity: [
    {
      ...{ Effect: 'Allow', Resource: 'arn:aws:codeartifact:*:*:repository/*/*test' },
      Action: ['codeartifact:List*', 'codeartifact:Describe*', 'codeartifact:Get*', 'codeartifact:Read*'],
    },
    {
      ...{ Effect: 'Allow', Resource: 'arn:aws:codeartifact:*:*:package/*/*test/*/*/*' },
      Action: ['codeartifact:List*', 'codeartifact:Describe*'],
    },
  ],
};
const lasting = (operator: string, seconds: number): Case => ({
  identity: [{ ...bearer, Condition: { ...forCodeArtifact, [operator]: { 'sts:DurationSeconds': seconds } } }],
});
check('CodeArtifact User Guide, "Using identity-based policies for AWS CodeArtifact"', [
  ['reading from a repository', { ...readOnly, action: 'codeartifact:ReadFromRepository' }, true],
  ['describing a package version', { ...readOnly, action: 'codeartifact:DescribePackageVersion' }, true],
  ['asking for a token', { ...readOnly, action: 'codeartifact:GetAuthorizationToken' }, true],
  ['a token of this service', { ...readOnly, ...token, keys: service }, true],
  [
    'a token of another service',
    { ...readOnly, ...token, keys: { 'sts:awsservicename': 'other.amazonaws.com' } },
    false,
  ],
  ['publishing', { ...readOnly, action: 'codeartifact:PublishPackageVersion' }, false],
  ['a repository whose name ends so', { ...endsWithTest, on: arn('repository/acme/mytest') }, true],
  ['one whose name does not', { ...endsWithTest, on: arn('repository/acme/mytests') }, false],
  [
    'listing the versions of its packages',
    { ...endsWithTest, action: 'codeartifact:ListPackageVersions', on: arn('package/acme/mytest/npm//left') },
    true,
  ],
  [
    'deleting them',
    { ...endsWithTest, action: 'codeartifact:DeletePackageVersions', on: arn('package/acme/mytest/npm//left') },
    false,
  ],
  [
    'a token of exactly 12 hours',
    { ...lasting('NumericEquals', 43_200), ...token, keys: { ...service, 'sts:durationseconds': '43200' } },
    true,
  ],
  [
    'a shorter one',
    { ...lasting('NumericEquals', 43_200), ...token, keys: { ...service, 'sts:durationseconds': '900' } },
    false,
  ],
  [
    'one for the rest of the session',
    { ...lasting('NumericLessThanEquals', 3600), ...token, keys: { ...service, 'sts:durationseconds': '0' } },
    true,
  ],
  [
    'one of more than an hour',
    { ...lasting('NumericLessThanEquals', 3600), ...token, keys: { ...service, 'sts:durationseconds': '3601' } },
    false,
  ],
]);

const admin = { Effect: 'Allow', Action: 'codeartifact:*', Resource: '*' };
const costs: Case = {
  identity: [
    admin,
    {
      ...admin,
      Effect: 'Deny',
      Action: 'codeartifact:CreateRepository',
      Condition: { Null: { 'aws:RequestTag/costcenter': 'true' } },
    },
    {
      ...{ ...admin, Effect: 'Deny', Action: 'codeartifact:CreateRepository' },
      Condition: { 'ForAnyValue:StringNotEquals': { 'aws:RequestTag/costcenter': ['1', '2'] } },
    },
  ],
  action: 'codeartifact:CreateRepository',
};
const hidden: Case = {
  identity: [
    admin,
    {
      ...{ ...admin, Effect: 'Deny', Action: ['codeartifact:DescribeRepository', 'codeartifact:ReadFromRepository'] },
      Condition: { StringEquals: { 'aws:ResourceTag/Key1': ['Value1', 'Value2'] } },
    },
  ],
};
const tagged: Case = {
  identity: [
    {
      ...{ ...admin, Action: ['codeartifact:UpdateRepository', 'codeartifact:DeleteRepository'] },
      Condition: {
        StringEquals: { 'aws:ResourceTag/Key1': 'Value1' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['Key1'] },
      },
    },
  ],
  action: 'codeartifact:UpdateRepository',
};
check('CodeArtifact User Guide, "Using tags to control access"', [
  ['a repository with the right tag', { ...costs, keys: { 'aws:requesttag/costcenter': '2' } }, true],
  ['one with another value', { ...costs, keys: { 'aws:requesttag/costcenter': '3' } }, false],
  ['one without the tag', costs, false],
  ['reading what has no such tag', hidden, true],
  ['reading what has another value', { ...hidden, keys: { 'aws:resourcetag/key1': 'Value3' } }, true],
  ['reading what has one of the values', { ...hidden, keys: { 'aws:resourcetag/key1': 'Value2' } }, false],
  ['changing what has the tag', { ...tagged, keys: { 'aws:resourcetag/key1': 'Value1' } }, true],
  ['changing what has not', tagged, false],
  [
    'changing it with other tags in the request',
    { ...tagged, keys: { 'aws:resourcetag/key1': 'Value1', 'aws:tagkeys': ['Key1', 'Key2'] } },
    false,
  ],
]);

const far = { who: user('zoe', away), relation: 'cross', identity: [admin] } as const;
const open = (Action: string | string[], Resource = '*', rest: object = {}) => ({
  resource: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${away}:root` }, Action, Resource, ...rest }],
});
const left = arn('package/acme/team/npm/parity/ui');
const organisation: Case = {
  ...far,
  ...{ action: 'codeartifact:GetAuthorizationToken', on: arn('domain/acme') },
  resource: [
    {
      ...{ Effect: 'Allow', Principal: '*', Action: ['codeartifact:GetAuthorizationToken'], Resource: '*' },
      Condition: { StringEquals: { 'aws:PrincipalOrgID': ['o-example'] } },
    },
  ],
};
check('CodeArtifact User Guide, "Domain policies" and "Repository policies"', [
  ['reading', { ...far, ...open('codeartifact:ReadFromRepository') }, true],
  [
    'listing by that',
    { ...far, ...open('codeartifact:ReadFromRepository'), action: 'codeartifact:ListPackages' },
    false,
  ],
  [
    'reading a package by its ARN, which is none of a read',
    { ...far, ...open('codeartifact:ReadFromRepository', left) },
    false,
  ],
  [
    'publishing one package',
    {
      ...far,
      ...open('codeartifact:PublishPackageVersion', left),
      action: 'codeartifact:PublishPackageVersion',
      on: left,
    },
    true,
  ],
  [
    'publishing another',
    {
      ...far,
      ...open('codeartifact:PublishPackageVersion', left),
      action: 'codeartifact:PublishPackageVersion',
      on: `${left}2`,
    },
    false,
  ],
  [
    'an npm package without a scope',
    {
      ...far,
      ...open('codeartifact:*', arn('package/acme/team/npm//react')),
      ...{ action: 'codeartifact:PublishPackageVersion', on: arn('package/acme/team/npm//react') },
    },
    true,
  ],
  [
    'making a repository, granted on the domain',
    {
      ...far,
      ...open('codeartifact:CreateRepository', arn('domain/acme')),
      ...{ action: 'codeartifact:CreateRepository', on: arn('repository/acme/new'), alias: arn('domain/acme') },
    },
    true,
  ],
  ['an organisation that the caller is in', { ...organisation, keys: { 'aws:principalorgid': 'o-example' } }, true],
  ['one that it is not in', organisation, false],
  [
    'one user of another account',
    { ...far, resource: [{ ...admin, Principal: { AWS: `arn:aws:iam::${away}:user/bob` } }] },
    false,
  ],
]);
