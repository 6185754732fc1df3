/** A policy that AWS made: the same for every account. */
export interface AwsManagedPolicy {
  readonly name: string;
  readonly arn: string;
  readonly uniqueId: string;
  readonly description: string;
  readonly version: number;
  readonly document: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const bearerTokens = {
  Effect: 'Allow',
  Action: 'sts:GetServiceBearerToken',
  Resource: '*',
  Condition: { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } },
};

const allow = (...actions: string[]): object => ({ Effect: 'Allow', Action: actions, Resource: '*' });

const policy = (
  name: string,
  description: string,
  [uniqueId, version, created, updated]: readonly [string, number, string, string],
  statements: readonly object[],
): AwsManagedPolicy => ({
  name,
  arn: `arn:aws:iam::aws:policy/${name}`,
  uniqueId,
  description,
  version,
  document: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  createdAt: new Date(created),
  updatedAt: new Date(updated),
});

export const administratorAccess = policy(
  'AdministratorAccess',
  'Provides full access to AWS services and resources.',
  ['ANPAIWMBCKSKIEE64ZLYK', 1, '2015-02-06T18:39:46Z', '2015-02-06T18:39:46Z'],
  [{ Effect: 'Allow', Action: '*', Resource: '*' }],
);

/** By name (AWS: "AWS managed policies for AWS CodeArtifact"). */
export const awsManagedPolicies: readonly AwsManagedPolicy[] = [
  administratorAccess,
  policy(
    'AWSCodeArtifactAdminAccess',
    'Provides full access to AWS CodeArtifact.',
    ['ANPACODEARTIFACTADMIN', 1, '2020-06-16T23:53:52Z', '2020-06-16T23:53:52Z'],
    [allow('codeartifact:*'), bearerTokens],
  ),
  policy(
    'AWSCodeArtifactReadOnlyAccess',
    'Provides read-only access to AWS CodeArtifact.',
    ['ANPACODEARTIFACTREAD2', 2, '2020-06-16T23:53:52Z', '2020-06-25T23:23:52Z'],
    [
      allow('codeartifact:Describe*', 'codeartifact:Get*', 'codeartifact:List*', 'codeartifact:ReadFromRepository'),
      bearerTokens,
    ],
  ),
];

const byArn = new Map(awsManagedPolicies.map((known) => [known.arn, known]));

export const findAwsManagedPolicy = (arn: string): AwsManagedPolicy | null => byArn.get(arn) ?? null;
