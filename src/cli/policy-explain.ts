import { isIP } from 'node:net';
import { SettingsError } from '../config/settings.ts';
import type { Principal } from '../model/principal.ts';
import type { Explanation } from '../registry/explain-decision.ts';
import { openForTool } from './open-for-tool.ts';
import type { ServerOptions } from './settings-options.ts';

export type PolicyExplainOptions = ServerOptions & {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly sourceIp?: string;
  /** `key=value`. */
  readonly context?: readonly string[];
};

function parseContext(pairs: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const keys = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new SettingsError(`--context: '${pair}' is not key=value, such as aws:SecureTransport=true.`);
    const key = pair.slice(0, at).toLowerCase();
    keys.set(key, [...(keys.get(key) ?? []), pair.slice(at + 1)]);
  }
  return Object.fromEntries(keys);
}

const holders = {
  identity: 'a policy of the principal',
  boundary: "the principal's permissions boundary",
  session: 'a session policy',
  domain: "the domain's policy",
  repository: "the repository's policy",
};

/** The statement as it was written, where its document is the principal's own. */
function statementText({ by }: Explanation, { policies, boundary, sessionPolicies }: Principal): string | null {
  if (by === null) return null;
  const documents = { identity: policies, boundary: [boundary], session: sessionPolicies, domain: [], repository: [] };
  const text = documents[by.holder][by.policyIndex];
  if (text == null) return null;
  const { Statement: statements } = JSON.parse(text) as { readonly Statement: unknown };
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  return JSON.stringify(list[by.statementIndex], null, 2);
}

function show(explanation: Explanation, principal: Principal, { action, resource }: PolicyExplainOptions): void {
  const { decision, by, reason } = explanation;
  const verb = decision === 'allowed' ? 'may' : 'may not';
  console.log(`${decision}: ${principal.arn} ${verb} ${action} on ${resource} ${reason}.`);
  if (by === null) return;
  const sid = by.sid === null ? '' : ` '${by.sid}'`;
  console.log(`Decided by statement ${by.statementIndex}${sid} of ${holders[by.holder]}.`);
  const text = statementText(explanation, principal);
  if (text !== null) console.log(text);
}

/** Tells what a server on this store would decide, and why. Ends with 1 when it would refuse. */
export async function policyExplain(options: PolicyExplainOptions): Promise<void> {
  const { principal: arn, action, resource, sourceIp = null, context = [], ...settings } = options;
  if (sourceIp !== null && isIP(sourceIp) === 0)
    throw new SettingsError(`--source-ip: '${sourceIp}' is no IP address.`);
  const keys = parseContext(context);
  await using stores = await openForTool(settings);
  const { findPrincipalByArn } = await import('../identity/find-principal-by-arn.ts');
  const { createExplainDecision } = await import('../registry/explain-decision.ts');
  const { database } = stores;
  const caller = await findPrincipalByArn(database.reader, arn);
  if (caller === null) throw new SettingsError(`--principal: there is no user or role ${arn}.`);
  const explain = createExplainDecision({ ...stores.settings, database });
  const origin = { sourceIp, secure: stores.settings.tls !== null, userAgent: null };
  const explanation = await explain({ caller, action, resource, now: new Date(), origin, keys });
  show(explanation, caller, options);
  if (explanation.decision !== 'allowed') process.exitCode = 1;
}
