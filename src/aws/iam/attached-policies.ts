import { findAwsManagedPolicy } from '../../identity/aws-managed-policies.ts';
import { attachPolicy, detachPolicy, listAttachedPolicies } from '../../metadata/iam-attached-policies.ts';
import { type AnyAction, action, type QueryCall } from '../query/action.ts';
import { members, optional } from '../query/readers.ts';
import { accountOf } from './arns.ts';
import { invalidInput, noSuch, noSuchEntity, quotaExceeded } from './errors.ts';
import { type Holder, holders, withHolder } from './holders.ts';
import * as inputs from './inputs.ts';
import { pageOf } from './pages.ts';
import { quotas } from './quotas.ts';
import { existing, named } from './subjects.ts';

const noSuchPolicy = (arn: string) => noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);

/** A policy of AWS or of the caller's account; whether it is there is found out when it is attached. */
function checkArn({ signer }: QueryCall, arn: string): void {
  if (!/^arn:aws:iam::(?:aws|\d{12}):policy\/[^\s*?]+$/.test(arn)) throw invalidInput(`ARN ${arn} is not valid.`);
  if (findAwsManagedPolicy(arn) === null && accountOf(arn) !== signer.principal.accountId) throw noSuchPolicy(arn);
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
const pathIn = (arn: string): string => arn.slice(arn.indexOf(':policy/') + ':policy'.length, arn.lastIndexOf('/') + 1);

function actionsOf(holder: Holder): AnyAction[] {
  const { kind, word } = holder;
  const input = withHolder(holder, members({ PolicyArn: inputs.arn }));
  const keys = ({ PolicyArn }: ReturnType<typeof input.read>) => ({ 'iam:policyarn': PolicyArn });
  const attach = action({
    name: `Attach${word}Policy`,
    input,
    keys,
    subject: ({ holder: name }, call) => named(call, kind, name),
    async handle(call, { PolicyArn: policyArn }, subject) {
      const { id, name } = existing(subject);
      checkArn(call, policyArn);
      const isAwsPolicy = findAwsManagedPolicy(policyArn) !== null;
      const limit = quotas.attachedPolicies;
      const outcome = await call.write(attachPolicy, { principalId: id, policyArn, isAwsPolicy, limit });
      if (outcome === 'not-found') throw noSuch(kind, name);
      if (outcome === 'no-policy') throw noSuchPolicy(policyArn);
      if (outcome === 'limit') throw quotaExceeded(`PoliciesPer${word}`, limit);
      return null;
    },
  });
  const detach = action({
    name: `Detach${word}Policy`,
    input,
    keys,
    subject: ({ holder: name }, call) => named(call, kind, name),
    async handle(call, { PolicyArn: policyArn }, subject) {
      if (!(await call.write(detachPolicy, { principalId: existing(subject).id, policyArn })))
        throw noSuchEntity(`Policy ${policyArn} was not found.`);
      return null;
    },
  });
  const list = action({
    name: `ListAttached${word}Policies`,
    input: withHolder(holder, members({ PathPrefix: optional(inputs.pathPrefix), ...inputs.page })),
    subject: ({ holder: name }, call) => named(call, kind, name),
    async handle({ deps }, asked, subject) {
      const all = await listAttachedPolicies(deps.database.reader, existing(subject).id);
      const below = all.filter((arn) => pathIn(arn).startsWith(asked.PathPrefix ?? '/'));
      const { items, ...page } = await pageOf(asked, below, (arn) => arn);
      return {
        AttachedPolicies: items.map((arn) => ({ PolicyName: nameIn(arn), PolicyArn: arn })),
        ...page,
      };
    },
  });
  return [attach, detach, list];
}

/** AttachUserPolicy, DetachUserPolicy and ListAttachedUserPolicies, and the same of groups and roles. */
export const attachedPolicies: readonly AnyAction[] = holders.flatMap(actionsOf);
