// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ask, away, type Case, home, session, user } from './fixtures/ask.ts';
import type { Asker } from './parse-principal.ts';

/** A statement as it is written, of the part of the language that is generated here. */
interface Written {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string[];
  readonly NotAction?: string[];
  readonly Resource?: string[];
  readonly NotResource?: string[];
  readonly Principal?: '*' | { AWS: string[] };
  readonly NotPrincipal?: { AWS: string[] };
  readonly Condition?: Record<string, Record<string, string[]>>;
}

type Keys = Readonly<Record<string, string | readonly string[]>>;

const special = /[.+^${}()|[\]\\]/g;

/** By regular expressions and from the text each time: slow, and plain to see. */
const like = (pattern: string, text: string, keys: Keys): boolean => {
  let known = true;
  const filled = pattern.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name === '*' || name === '?' || name === '$') return `⟦${name.charCodeAt(0)}⟧`;
    const value = keys[name.toLowerCase()];
    if (typeof value !== 'string') known = false;
    return [...String(value)].map((character) => `⟦${character.charCodeAt(0)}⟧`).join('');
  });
  const source = filled
    .replace(special, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replace(/⟦(\d+)⟧/g, (_, code: string) => `\\u${Number(code).toString(16).padStart(4, '0')}`);
  return known && new RegExp(`^${source}$`, 's').test(text);
};

const anyLike = (patterns: readonly string[], text: string, keys: Keys): boolean =>
  patterns.some((pattern) => like(pattern, text, keys));

const comparisons: Readonly<Record<string, (wanted: string, actual: string, keys: Keys) => boolean>> = {
  StringEquals: (wanted, actual, keys) => like(wanted.replaceAll('*', '${*}').replaceAll('?', '${?}'), actual, keys),
  StringLike: like,
  NumericLessThan: (wanted, actual) => /^\d+$/.test(actual) && Number(actual) < Number(wanted),
};

function holds(operator: string, values: readonly string[], actual: Keys[string] | undefined, keys: Keys): boolean {
  const [, quantifier = '', not, name = '', ifExists] =
    /^(?:(\w+):)?(?:(?=StringNot)(String)Not)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const base = not === undefined ? name : `String${name}`;
  if (base === 'Null') return values.includes(String(actual === undefined));
  if (actual === undefined)
    return ifExists !== undefined || (quantifier === '' ? not !== undefined : quantifier === 'ForAllValues');
  const compare = comparisons[base] as (typeof comparisons)[string];
  const list = typeof actual === 'string' ? [actual] : actual;
  const fits = list.map((item) => values.some((value) => compare(value, item, keys)));
  if (quantifier === '') return fits.includes(true) === (not === undefined);
  const each = fits.map((fit) => fit === (not === undefined));
  return quantifier === 'ForAllValues' ? !each.includes(false) : each.includes(true);
}

function nearness(written: Written, who: Asker): number {
  const { Principal: principal, NotPrincipal: others } = written;
  const isOwn = (list: readonly string[]) => list.includes(who.arn) || list.includes(who.principalArn);
  if (others !== undefined) return isOwn(others.AWS) ? 0 : 3;
  if (principal === undefined || principal === '*') return 3;
  if (principal.AWS.includes(who.arn)) return 3;
  if (principal.AWS.includes(who.principalArn)) return 2;
  return principal.AWS.includes(who.accountId) ? 1 : 0;
}

function applies(written: Written, asked: Required<Pick<Case, 'action' | 'on' | 'keys'>>): boolean {
  const action = asked.action.toLowerCase();
  const lower = (list: readonly string[]): string[] => list.map((item) => item.toLowerCase());
  const { Action, NotAction = [], Resource, NotResource = [], Condition = {} } = written;
  if (Action === undefined ? anyLike(lower(NotAction), action, {}) : !anyLike(lower(Action), action, {})) return false;
  const covered =
    Resource === undefined ? !anyLike(NotResource, asked.on, asked.keys) : anyLike(Resource, asked.on, asked.keys);
  return (
    covered &&
    Object.entries(Condition).every(([operator, tests]) =>
      Object.entries(tests).every(([key, values]) =>
        holds(operator, values, asked.keys[key.toLowerCase()], asked.keys),
      ),
    )
  );
}

type Generated = Required<Pick<Case, 'who' | 'action' | 'on' | 'keys' | 'relation'>> & {
  readonly [K in 'identity' | 'boundary' | 'session' | 'resource']: readonly Written[] | undefined;
};

/** The rules of "Policy evaluation logic", in the order in which they are told. */
function naive(asked: Generated): string {
  const all = (['identity', 'boundary', 'session', 'resource'] as const).flatMap((kind) => asked[kind] ?? []);
  const speaking = (list: readonly Written[] | undefined, effect: string): Written[] =>
    (list ?? []).filter((item) => item.Effect === effect && nearness(item, asked.who) > 0 && applies(item, asked));
  if (speaking(all, 'Deny').length > 0) return 'explicit-deny';
  const within = (list: readonly Written[] | undefined): boolean =>
    list === undefined || speaking(list, 'Allow').length > 0;
  const bounded = within(asked.boundary) && within(asked.session);
  const own = speaking(asked.identity, 'Allow').length > 0 && bounded;
  const granted = Math.max(0, ...speaking(asked.resource, 'Allow').map((item) => nearness(item, asked.who)));
  const both = own && granted > 0;
  const either = own || granted === 3 || (granted === 2 && bounded);
  return (asked.relation === 'cross' ? both : either) ? 'allowed' : 'implicit-deny';
}

const some = <T>(...values: T[]): fc.Arbitrary<T[]> =>
  fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

const actionList = some('*', 'a:*', 'a:Get*', 'a:G?tX', 'a:getx', 'b:Put');
const resourceList = some('*', 'arn:x:*', 'arn:x:*/t', 'arn:x:r/?', 'arn:x:a:b:c:${aws:username}', 'arn:x:a:b:c:${*}t');
const people = some(
  home,
  away,
  user('ann').arn,
  user('zoe', away).arn,
  session('ci', 'run').principalArn,
  session('ci', 'run').arn,
);
const texts = some('ann', 'a*', '${aws:username}', '${aws:absent}', '${*}', '?nn', 'b');
const key = fc.constantFrom('aws:username', 'a:list', 'a:absent', 'A:List');

const condition = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      ...[
        'StringEquals',
        'StringLike',
        'StringNotEquals',
        'StringNotLike',
        'StringLikeIfExists',
        'StringNotLikeIfExists',
      ],
      ...[
        'ForAllValues:StringLike',
        'ForAnyValue:StringEquals',
        'ForAnyValue:StringNotLike',
        'ForAllValues:StringNotEquals',
      ],
    ),
    key,
    texts,
  ),
  fc.tuple(fc.constantFrom('NumericLessThan', 'NumericLessThanIfExists'), fc.constant('a:number'), some('1', '5', '9')),
  fc.tuple(fc.constant('Null'), key, some('true', 'false')),
);

const conditions = fc
  .array(condition, { minLength: 1, maxLength: 2 })
  .map((list) => Object.fromEntries(list.map(([operator, name, values]) => [operator, { [name]: values }])));

const statement = (named: boolean): fc.Arbitrary<Written> =>
  fc
    .record({
      Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Allow' as const, 'Deny' as const),
      action: fc.oneof(
        { weight: 4, arbitrary: fc.record({ Action: actionList }) },
        { weight: 1, arbitrary: fc.record({ NotAction: actionList }) },
      ),
      resource: fc.oneof(
        { weight: 4, arbitrary: fc.record({ Resource: resourceList }) },
        { weight: 1, arbitrary: fc.record({ NotResource: resourceList }) },
      ),
      principal: named
        ? fc.oneof(
            fc.record({ Principal: fc.constant('*' as const) }),
            fc.record({ Principal: fc.record({ AWS: people }) }),
            fc.record({ NotPrincipal: fc.record({ AWS: people }) }),
          )
        : fc.constant({}),
      condition: fc.oneof(fc.constant({}), fc.record({ Condition: conditions })),
    })
    .map(({ Effect, action, resource, principal, condition: when }) => ({
      ...{ Effect, ...action, ...resource, ...principal, ...when },
    }));

const policy = (named: boolean) => fc.array(statement(named), { minLength: 1, maxLength: 4 });

const generated: fc.Arbitrary<Generated> = fc.record({
  who: fc.constantFrom(user('ann'), user('zoe', away), session('ci', 'run'), session('ci', 'other')),
  action: fc.constantFrom('a:GetX', 'A:getY', 'b:Put', 'c:Other'),
  on: fc.constantFrom('arn:x:r/t', 'arn:x:r/u', 'arn:x:a:b:c:ann', 'arn:x:a:b:c:*t', 'arn:x:a:b:c:bt', '*'),
  keys: fc.constantFrom<Keys>(
    {},
    { 'aws:username': 'ann', 'a:number': '3' },
    { 'aws:username': 'a*', 'a:list': ['ann', 'b'], 'a:number': '7' },
    { 'aws:username': 'b', 'a:list': 'ann', 'a:number': 'seven' },
  ),
  relation: fc.constantFrom('same' as const, 'cross' as const),
  identity: fc.option(policy(false), { nil: undefined }),
  boundary: fc.option(policy(false), { nil: undefined, freq: 2 }),
  session: fc.option(policy(false), { nil: undefined, freq: 2 }),
  resource: fc.option(policy(true), { nil: undefined }),
});

const decision = (asked: object): string =>
  ask(Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Case).decision;

const kind = fc.constantFrom('identity' as const, 'boundary' as const, 'session' as const, 'resource' as const);

describe('the engine', () => {
  it('says what the rules say, read from the text by the letter', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(generated, (asked) => {
        const expected = naive(asked);
        seen.set(expected, (seen.get(expected) ?? 0) + 1);
        assert.equal(decision(asked), expected);
      }),
      { numRuns: 5000 },
    );
    for (const outcome of ['allowed', 'explicit-deny', 'implicit-deny'])
      assert.ok((seen.get(outcome) ?? 0) > 250, `only ${seen.get(outcome)} were ${outcome}`);
  });

  it('never grants by another Deny', () => {
    fc.assert(
      fc.property(generated, kind, statement(true), (asked, where, added) => {
        if (where !== 'resource' && asked[where] === undefined) return;
        const { Principal: _, NotPrincipal: __, ...plain } = added;
        const deny = { ...(where === 'resource' ? added : plain), Effect: 'Deny' };
        const denied = decision({ ...asked, [where]: [...(asked[where] ?? []), deny] });
        assert.ok(denied !== 'allowed' || decision(asked) === 'allowed');
      }),
      { numRuns: 3000 },
    );
  });

  it('does not mind the order of statements', () => {
    fc.assert(
      fc.property(generated, kind, (asked, where) => {
        const list = asked[where];
        if (list !== undefined) assert.equal(decision({ ...asked, [where]: list.toReversed() }), decision(asked));
      }),
      { numRuns: 3000 },
    );
  });

  it('is not changed by a boundary and a session that allow everything', () => {
    fc.assert(
      fc.property(generated, ({ boundary: _, session: __, ...asked }) => {
        const wide = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
        assert.equal(decision({ ...asked, boundary: wide, session: wide }), decision(asked));
      }),
      { numRuns: 1000 },
    );
  });

  it('repeats what it calls repeatable, whatever else the request brings', () => {
    fc.assert(
      fc.property(generated, (asked) => {
        const clean = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Case;
        const verdict = ask(clean);
        if (verdict.repeatable) assert.equal(ask({ ...clean, keys: { 'a:list': 'b' } }).decision, verdict.decision);
      }),
      { numRuns: 2000 },
    );
  });
});
