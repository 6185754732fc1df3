import { matchesPattern } from './match.ts';
import type { Statement } from './parse-document.ts';

export type Decision = 'allowed' | 'explicit-deny' | 'implicit-deny';

const applies = (statement: Statement, action: string, resource: string): boolean =>
  statement.actions.some((pattern) => matchesPattern(pattern, action)) &&
  statement.resources.some((pattern) => matchesPattern(pattern, resource));

/** A Deny that applies wins over every Allow; without an Allow the answer is no (IAM: "Policy evaluation logic"). */
export function evaluate(statements: readonly Statement[], action: string, resource: string): Decision {
  const wanted = action.toLowerCase();
  const applying = statements.filter((statement) => applies(statement, wanted, resource));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'explicit-deny';
  return applying.length > 0 ? 'allowed' : 'implicit-deny';
}
