import type { EntityKind } from '../../metadata/iam-entities.ts';
import type { InputReader, Reader } from '../query/readers.ts';
import * as inputs from './inputs.ts';

/** The three kinds that policies and tags are put on, by actions that differ in one word. */
export interface Holder {
  readonly kind: EntityKind;
  /** As it is within the names of actions and members. */
  readonly word: 'User' | 'Group' | 'Role';
  readonly name: Reader<string>;
}

export const holders: readonly Holder[] = [
  { kind: 'user', word: 'User', name: inputs.userName },
  { kind: 'group', word: 'Group', name: inputs.groupName },
  { kind: 'role', word: 'Role', name: inputs.roleName },
];

/** Reads `UserName`, `GroupName` or `RoleName` as `holder`, beside the members that all three have. */
export const withHolder = <Rest>(
  { word, name }: Holder,
  rest: InputReader<Rest>,
): InputReader<Rest & { readonly holder: string }> => ({
  read: (values) => ({ ...rest.read(values), holder: name(values.get(`${word}Name`), `${word.toLowerCase()}Name`) }),
});
