import type { EvaluationResult, SimulatePolicyResponse, Statement } from '@aws-sdk/client-iam';
import { loadPrincipal, type PolicyGrant, policyGrants } from '../../identity/load-principal.ts';
import { findEntityByArn } from '../../metadata/iam-entities.ts';
import { readGrants } from '../../metadata/principals.ts';
import type { Principal } from '../../model/principal.ts';
import type { Explanation } from '../../registry/explain-decision.ts';
import type { DecisionKeys } from '../../registry/request-scope.ts';
import { type AnyAction, action, type QueryCall } from '../query/action.ts';
import { listOf, members, optional, structure, text } from '../query/readers.ts';
import { accountOf } from './arns.ts';
import { checkDocument } from './check-document.ts';
import { invalidInput, noSuchEntity } from './errors.ts';
import * as inputs from './inputs.ts';
import { pageOf } from './pages.ts';
import { statementRange } from './statement-position.ts';

const input = members({
  PolicySourceArn: inputs.arn,
  ActionNames: listOf(text({ min: 3, max: 128 }), 100),
  ResourceArns: optional(listOf(text({ min: 1, max: 2048 }), 100)),
  PolicyInputList: optional(listOf(inputs.document, 10)),
  PermissionsBoundaryPolicyInputList: optional(listOf(inputs.document, 1)),
  ContextEntries: optional(
    listOf(
      structure({
        ContextKeyName: text({ min: 5, max: 256 }),
        ContextKeyValues: optional(listOf(text(), 100)),
        ContextKeyType: optional(text()),
      }),
      100,
    ),
  ),
  ResourcePolicy: optional(text()),
  CallerArn: optional(text()),
  ...inputs.page,
});
type Input = ReturnType<typeof input.read>;

const decisions = { allowed: 'allowed', 'explicit-deny': 'explicitDeny', 'implicit-deny': 'implicitDeny' } as const;

/** Who is simulated, and where each of the principal's policies is from. */
interface Simulated {
  readonly principal: Principal;
  readonly grants: readonly PolicyGrant[];
}

async function readSimulated({ deps, signer }: QueryCall, asked: Input): Promise<Simulated> {
  const { reader } = deps.database;
  const { PolicySourceArn, PolicyInputList = [], PermissionsBoundaryPolicyInputList = [] } = asked;
  if (asked.ResourcePolicy !== undefined || asked.CallerArn !== undefined)
    throw invalidInput(
      'ResourcePolicy and CallerArn are not simulated: the policies of the resources are read instead.',
    );
  for (const document of [...PolicyInputList, ...PermissionsBoundaryPolicyInputList])
    checkDocument(document, 'identity');
  const entity = await findEntityByArn(reader, PolicySourceArn);
  if (entity === null || accountOf(PolicySourceArn) !== signer.principal.accountId)
    throw noSuchEntity(`The entity ${PolicySourceArn} cannot be found.`);
  const own = await loadPrincipal(reader, entity);
  const [boundary = own.boundary] = PermissionsBoundaryPolicyInputList;
  const principal = { ...own, boundary, policies: [...own.policies, ...PolicyInputList] };
  return { principal, grants: policyGrants(await readGrants(reader, entity)) };
}

const keysOf = ({ ContextEntries = [] }: Input): DecisionKeys =>
  Object.fromEntries(
    ContextEntries.map(({ ContextKeyName, ContextKeyValues = [] }) => [ContextKeyName.toLowerCase(), ContextKeyValues]),
  );

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function sourceOf(
  grant: PolicyGrant | undefined,
  index: number,
): Pick<Statement, 'SourcePolicyId' | 'SourcePolicyType'> {
  if (grant === undefined) return { SourcePolicyId: `PolicyInputList.${index + 1}`, SourcePolicyType: 'none' };
  if (grant.origin.kind === 'attached') {
    const { arn } = grant.origin;
    return { SourcePolicyId: nameOf(arn), SourcePolicyType: accountOf(arn) === null ? 'aws-managed' : 'user-managed' };
  }
  const { name, holder } = grant.origin.grant;
  return { SourcePolicyId: `${holder.kind}_${holder.name}_${name}`, SourcePolicyType: holder.kind };
}

/** The statement that decided, where it is one of the principal's or of the resource's. */
function matchedBy({ by }: Explanation, { principal, grants }: Simulated): Statement[] {
  if (by === null) return [];
  if (by.holder === 'domain' || by.holder === 'repository')
    return [{ SourcePolicyId: `${by.holder} policy`, SourcePolicyType: 'resource' }];
  const [documents, source] =
    by.holder === 'boundary'
      ? [[principal.boundary], { SourcePolicyId: 'permissions boundary', SourcePolicyType: 'none' } as const]
      : [principal.policies, sourceOf(grants[by.policyIndex], by.policyIndex - grants.length)];
  const document = documents[by.policyIndex];
  return [{ ...source, ...(document != null && statementRange(document, by.statementIndex)) }];
}

function resultOf(
  asked: { readonly action: string; readonly resource: string },
  explanation: Explanation,
  simulated: Simulated,
): EvaluationResult {
  const { boundary } = simulated.principal;
  const isBoundary = explanation.by?.holder === 'boundary' || /permissions boundary/.test(explanation.reason);
  return {
    EvalActionName: asked.action,
    EvalResourceName: asked.resource,
    EvalDecision: decisions[explanation.decision],
    MatchedStatements: matchedBy(explanation, simulated),
    MissingContextValues: [],
    ...(boundary !== null && { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: !isBoundary } }),
  };
}

const simulatePrincipalPolicy = action({
  name: 'SimulatePrincipalPolicy',
  input,
  subject: ({ PolicySourceArn }) => ({ arn: PolicySourceArn }),
  async handle(call, asked): Promise<SimulatePolicyResponse> {
    const simulated = await readSimulated(call, asked);
    const { ActionNames, ResourceArns = ['*'] } = asked;
    const all = ActionNames.flatMap((name) => ResourceArns.map((resource) => ({ action: name, resource })));
    const numbered = all.map((question, index) => ({ ...question, key: String(index).padStart(6, '0') }));
    const { items, ...page } = await pageOf(asked, numbered, ({ key }) => key);
    const supposed = { caller: simulated.principal, now: call.request.now, origin: null, keys: keysOf(asked) };
    const results: EvaluationResult[] = [];
    for (const question of items)
      results.push(resultOf(question, await call.deps.explainDecision({ ...supposed, ...question }), simulated));
    return { EvaluationResults: results, ...page };
  },
});

export const simulations: readonly AnyAction[] = [simulatePrincipalPolicy];
