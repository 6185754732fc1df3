/** The text of a policy with these statements. */
export const policyText = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

export const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

/** A statement of a resource's policy. */
export const grant = (principal: unknown, action: string | readonly string[], resource = '*') => ({
  ...{ Effect: 'Allow', Principal: principal, Action: action, Resource: resource },
});

export const refuse = (principal: unknown, action: string | readonly string[], resource = '*') => ({
  ...grant(principal, action, resource),
  Effect: 'Deny',
});
