import { changeIamTags, type IamTagged, listIamTags } from '../../metadata/iam-tags.ts';
import { type AnyAction, action, type QueryCall, type Subject } from '../query/action.ts';
import type { QueryValue } from '../query/parameters.ts';
import { listOf, members } from '../query/readers.ts';
import { limitExceeded } from './errors.ts';
import { holders, withHolder } from './holders.ts';
import * as inputs from './inputs.ts';
import { existingPolicy, namedPolicy } from './named-policy.ts';
import { existingProvider, namedProvider } from './named-provider.ts';
import { pageOf } from './pages.ts';
import { quotas } from './quotas.ts';
import { existing, named } from './subjects.ts';
import { readTags } from './tag-input.ts';
import { tagViews } from './views.ts';

type Values = ReadonlyMap<string, QueryValue>;

/** What has tags: how requests name it, and which rows of the store its tags are. */
interface Taggable {
  /** As it is within the names of actions. */
  readonly word: string;
  name(values: Values): string;
  find(name: string, call: Pick<QueryCall, 'deps' | 'signer'>): Promise<Subject>;
  /** NoSuchEntity when there is none. */
  tagged(subject: Subject): IamTagged;
}

interface Naming<About extends Subject> extends Omit<Taggable, 'find' | 'tagged'> {
  find(name: string, call: Pick<QueryCall, 'deps' | 'signer'>): Promise<About>;
  tagged(subject: About): IamTagged;
}

const taggable = <About extends Subject>(naming: Naming<About>): Taggable => naming as Taggable;

const taggables: readonly Taggable[] = [
  ...holders
    .filter(({ kind }) => kind !== 'group')
    .map((holder) =>
      taggable({
        word: holder.word,
        name: (values) => withHolder(holder, members({})).read(values).holder,
        find: (name, call) => named(call, holder.kind, name),
        tagged: (subject) => ({ kind: 'principal', id: existing(subject).id }),
      }),
    ),
  taggable({
    word: 'Policy',
    name: (values) => inputs.arn(values.get('PolicyArn'), 'policyArn'),
    find: (arn, call) => namedPolicy(call, arn),
    tagged: (subject) => ({ kind: 'managed-policy', id: existingPolicy(subject).id }),
  }),
  taggable({
    word: 'OpenIDConnectProvider',
    name: (values) => inputs.arn(values.get('OpenIDConnectProviderArn'), 'openIDConnectProviderArn'),
    find: (arn, call) => namedProvider(call, arn),
    tagged: (subject) => ({ kind: 'oidc-provider', id: existingProvider(subject).id }),
  }),
];

async function change(call: QueryCall, args: Omit<Parameters<typeof changeIamTags.run>[1], 'limit'>): Promise<null> {
  if ((await call.write(changeIamTags, { ...args, limit: quotas.tags })) === 'limit')
    throw limitExceeded(`Cannot exceed quota for TagsPerResource: ${quotas.tags}`);
  return null;
}

function actionsOf({ word, name, find, tagged }: Taggable): AnyAction[] {
  const put = members({ Tags: inputs.tagList });
  const remove = members({ TagKeys: listOf(inputs.tagKey, quotas.tags) });
  const page = members(inputs.page);
  return [
    action({
      name: `Tag${word}`,
      input: { read: (values: Values) => ({ ...put.read(values), name: name(values) }) },
      tags: ({ Tags }) => readTags(Tags),
      subject: (input, call) => find(input.name, call),
      handle: (call, { Tags }, subject) => change(call, { of: tagged(subject), put: readTags(Tags), remove: [] }),
    }),
    action({
      name: `Untag${word}`,
      input: { read: (values: Values) => ({ ...remove.read(values), name: name(values) }) },
      tagKeys: ({ TagKeys }) => TagKeys,
      subject: (input, call) => find(input.name, call),
      handle: (call, { TagKeys }, subject) => change(call, { of: tagged(subject), put: [], remove: TagKeys }),
    }),
    action({
      name: `List${word}Tags`,
      input: { read: (values: Values) => ({ ...page.read(values), name: name(values) }) },
      subject: (input, call) => find(input.name, call),
      async handle({ deps }, input, subject) {
        const all = await listIamTags(deps.database.reader, tagged(subject));
        const { items, ...rest } = await pageOf(input, all, ({ key }) => key);
        return { Tags: tagViews(items), ...rest };
      },
    }),
  ];
}

/** TagUser, UntagUser and ListUserTags, and the same of roles, policies and identity providers. */
export const tags: readonly AnyAction[] = taggables.flatMap(actionsOf);
