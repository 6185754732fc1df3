import { deleteInlinePolicy, listInlinePolicies, putInlinePolicy } from '../../metadata/iam-inline-policies.ts';
import { type AnyAction, action } from '../query/action.ts';
import { members } from '../query/readers.ts';
import { checkDocument } from './check-document.ts';
import { limitExceeded, noSuch } from './errors.ts';
import { type Holder, holders, withHolder } from './holders.ts';
import * as inputs from './inputs.ts';
import { pageOf } from './pages.ts';
import { inlineCharacters } from './quotas.ts';
import { existing, named } from './subjects.ts';
import { encodeDocument } from './views.ts';

const nameOnly = members({ PolicyName: inputs.policyName });

function actionsOf(holder: Holder): AnyAction[] {
  const { kind, word } = holder;
  const put = action({
    name: `Put${word}Policy`,
    input: withHolder(holder, members({ PolicyName: inputs.policyName, PolicyDocument: inputs.document })),
    subject: (input, call) => named(call, kind, input.holder),
    async handle(call, { PolicyName: name, PolicyDocument: document }, subject) {
      const { id, name: owner } = existing(subject);
      checkDocument(document, 'identity');
      const limit = inlineCharacters[kind];
      const outcome = await call.write(putInlinePolicy, { principalId: id, name, document, limit });
      if (outcome === 'not-found') throw noSuch(kind, owner);
      if (outcome === 'limit')
        throw limitExceeded(`Maximum policy size of ${limit} bytes exceeded for ${kind} ${owner}`);
      return null;
    },
  });
  const get = action({
    name: `Get${word}Policy`,
    input: withHolder(holder, nameOnly),
    subject: (input, call) => named(call, kind, input.holder),
    async handle({ deps }, { PolicyName }, subject) {
      const { id, name } = existing(subject);
      const found = (await listInlinePolicies(deps.database.reader, id)).find((policy) => policy.name === PolicyName);
      if (found === undefined) throw noSuch(`${kind} policy`, PolicyName);
      return { [`${word}Name`]: name, PolicyName, PolicyDocument: encodeDocument(found.document) };
    },
  });
  const list = action({
    name: `List${word}Policies`,
    input: withHolder(holder, members(inputs.page)),
    subject: (input, call) => named(call, kind, input.holder),
    async handle({ deps }, input, subject) {
      const all = await listInlinePolicies(deps.database.reader, existing(subject).id);
      const { items, ...page } = await pageOf(input, all, ({ name }) => name);
      return { PolicyNames: items.map(({ name }) => name), ...page };
    },
  });
  const remove = action({
    name: `Delete${word}Policy`,
    input: withHolder(holder, nameOnly),
    subject: (input, call) => named(call, kind, input.holder),
    async handle(call, { PolicyName: name }, subject) {
      if (!(await call.write(deleteInlinePolicy, { principalId: existing(subject).id, name })))
        throw noSuch(`${kind} policy`, name);
      return null;
    },
  });
  return [put, get, list, remove];
}

/** PutUserPolicy, GetUserPolicy, ListUserPolicies and DeleteUserPolicy, and the same of groups and roles. */
export const inlinePolicies: readonly AnyAction[] = holders.flatMap(actionsOf);
