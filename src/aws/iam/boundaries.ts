import { updateEntity } from '../../metadata/iam-entities.ts';
import { type AnyAction, action } from '../query/action.ts';
import { members } from '../query/readers.ts';
import { boundaryKeys, readBoundary } from './boundary-input.ts';
import { noSuch, noSuchEntity } from './errors.ts';
import { type Holder, holders, withHolder } from './holders.ts';
import * as inputs from './inputs.ts';
import { existing, named } from './subjects.ts';

function actionsOf(holder: Holder): AnyAction[] {
  const { kind, word } = holder;
  const put = action({
    name: `Put${word}PermissionsBoundary`,
    input: withHolder(holder, members({ PermissionsBoundary: inputs.arn })),
    keys: ({ PermissionsBoundary }) => boundaryKeys(PermissionsBoundary),
    subject: ({ holder: name }, call) => named(call, kind, name),
    async handle(call, { PermissionsBoundary }, subject) {
      const { id, name } = existing(subject);
      const boundaryArn = await readBoundary(call, PermissionsBoundary);
      if ((await call.write(updateEntity, { id, change: { boundaryArn } })) === 'not-found') throw noSuch(kind, name);
      return null;
    },
  });
  const remove = action({
    name: `Delete${word}PermissionsBoundary`,
    input: withHolder(holder, members({})),
    subject: ({ holder: name }, call) => named(call, kind, name),
    async handle(call, _input, subject) {
      const { id, name, boundaryArn } = existing(subject);
      if (boundaryArn === null) throw noSuchEntity(`The ${kind} ${name} has no permissions boundary.`);
      await call.write(updateEntity, { id, change: { boundaryArn: null } });
      return null;
    },
  });
  return [put, remove];
}

/** PutUserPermissionsBoundary and DeleteUserPermissionsBoundary, and the same of roles; groups have none. */
export const boundaries: readonly AnyAction[] = holders.filter(({ kind }) => kind !== 'group').flatMap(actionsOf);
