import type { PolicySource, Verdict } from './decide.ts';

const policyOf: Record<PolicySource, { readonly one: string; readonly any: string }> = {
  identity: { one: 'an identity-based policy', any: 'identity-based policy' },
  resource: { one: 'a resource-based policy', any: 'resource-based policy' },
  boundary: { one: 'a permissions boundary', any: 'permissions boundary' },
  session: { one: 'a session policy', any: 'session policy' },
};

const nameOf = ({ statement }: Verdict): string =>
  statement === null ? '' : ` (statement ${statement.sid === null ? statement.index : `'${statement.sid}'`})`;

/** The end of the sentence that AWS refuses with (IAM User Guide, "Troubleshooting access denied error messages"). */
export function explainRefusal(verdict: Verdict, action: string): string {
  const { one, any } = policyOf[verdict.source];
  return verdict.decision === 'explicit-deny'
    ? `with an explicit deny in ${one}${nameOf(verdict)}`
    : `because no ${any} allows the ${action} action`;
}
