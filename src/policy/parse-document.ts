import { invalid } from '../kernel/errors.ts';
import { parseActions } from './parse-actions.ts';
import { type Condition, parseCondition } from './parse-condition.ts';
import { type NameAsker, parsePrincipal } from './parse-principal.ts';
import { parseResources, type Resources } from './parse-resources.ts';
import type { Policy, Statement } from './policy.ts';
import type { Dialect } from './template.ts';

/** `identity`: of a user, group, role, boundary or session. `resource`: says who. `trust`: of a role; says who, not what. */
export type DocumentKind = 'identity' | 'resource' | 'trust';

type Members = Readonly<Record<string, unknown>>;

/** Of a document of any kind: services have lower limits of their own. */
const maxCharacters = 131_072;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const documentMembers = new Set(['Version', 'Id', 'Statement']);
const statementMembers = new Set([
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal'],
  ...['Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
]);

function refuseOthers(members: Members, known: ReadonlySet<string>, place: string): void {
  const other = Object.keys(members).find((name) => !known.has(name));
  if (other !== undefined) throw invalid(`${place} has the element '${other}', which policies do not have.`);
}

function textsOf(value: unknown, place: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((item) => typeof item === 'string' && item !== '')) return list;
  throw invalid(`${place} must be a string or a list of strings, none of them empty.`);
}

/** Values of conditions may be numbers and booleans as well. */
function valuesOf(value: unknown, place: string): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every((item) => ['string', 'number', 'boolean'].includes(typeof item)))
    return list.map(String);
  throw invalid(`${place} must be a string, a number or a boolean, or a list of them.`);
}

interface Either {
  readonly name: string;
  readonly value: unknown;
  /** It is the one that begins with 'Not'. */
  readonly others: boolean;
}

/** `X` or `NotX`, of which a statement has one and not both; null: neither. */
function eitherOf(statement: Members, name: string, place: string): Either | null {
  const [own, not] = [Object.hasOwn(statement, name), Object.hasOwn(statement, `Not${name}`)];
  if (own && not) throw invalid(`${place} has both ${name} and Not${name}.`);
  const found = not ? `Not${name}` : name;
  return own || not ? { name: `${place}.${found}`, value: statement[found], others: not } : null;
}

function requireEither(statement: Members, name: string, place: string): Either {
  const either = eitherOf(statement, name, place);
  if (either === null) throw invalid(`${place} needs ${name} or Not${name}.`);
  return either;
}

function parseConditions(value: unknown, place: string, dialect: Dialect): readonly Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) throw invalid(`${place} must be an object: operator, key, values.`);
  return Object.entries(value).flatMap(([operator, tests]) => {
    if (!isObject(tests)) throw invalid(`${place}.${operator} must be an object: key, values.`);
    return Object.entries(tests).map(([key, wanted]) => {
      const at = `${place}.${operator}.${key}`;
      if (!/^[^\s:]+:\S/.test(key)) throw invalid(`${at}: '${key}' is not a condition key; it is '<service>:<name>'.`);
      return parseCondition(operator, key, valuesOf(wanted, at), at, dialect);
    });
  });
}

function parseNames(statement: Members, kind: DocumentKind, place: string): NameAsker | null {
  if (kind !== 'identity') {
    const { name, value, others } = requireEither(statement, 'Principal', place);
    return parsePrincipal(value, name, others);
  }
  const principal = eitherOf(statement, 'Principal', place);
  if (principal === null) return null;
  throw invalid(`${principal.name}: an identity-based policy speaks of the identity that has it, and names no other.`);
}

const everything: Resources = { keys: [], covers: () => true };

function parseCovered(statement: Members, kind: DocumentKind, place: string, dialect: Dialect): Resources {
  if (kind !== 'trust') {
    const { name, value, others } = requireEither(statement, 'Resource', place);
    const { keys, covers } = parseResources(textsOf(value, name), name, dialect);
    return { keys, covers: others ? (resource, context) => !covers(resource, context) : covers };
  }
  const resource = eitherOf(statement, 'Resource', place);
  if (resource === null) return everything;
  throw invalid(`${resource.name}: a trust policy speaks of the role that has it, and names no other resource.`);
}

function parseSid(value: unknown, kind: DocumentKind, place: string): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'string') throw invalid(`${place} must be a string.`);
  if (kind === 'identity' && !/^[A-Za-z0-9]*$/.test(value)) throw invalid(`${place} may have letters and digits only.`);
  return value === '' ? null : value;
}

interface Parsed extends Statement {
  readonly keys: readonly string[];
}

function parseStatement(value: unknown, index: number, kind: DocumentKind, dialect: Dialect): Parsed {
  const place = `Statement[${index}]`;
  if (!isObject(value)) throw invalid(`${place} of the policy must be an object.`);
  refuseOthers(value, statementMembers, place);
  const { Sid, Effect: effect, Condition: condition } = value;
  if (effect !== 'Allow' && effect !== 'Deny') throw invalid(`${place}.Effect must be 'Allow' or 'Deny'.`);
  const action = requireEither(value, 'Action', place);
  const isAction = parseActions(textsOf(action.value, action.name), action.name);
  const covered = parseCovered(value, kind, place, dialect);
  const conditions = parseConditions(condition, `${place}.Condition`, dialect);
  return {
    sid: parseSid(Sid, kind, `${place}.Sid`),
    index,
    effect,
    hasAction: action.others ? (asked) => !isAction(asked) : isAction,
    covers: covered.covers,
    names: parseNames(value, kind, place),
    conditions,
    hasVariables: covered.keys.length > 0,
    keys: [...covered.keys, ...conditions.flatMap(({ keys }) => keys)],
  };
}

const maxRemembered = 500;

/** Which statements speak of an action is worked out once; the actions that are asked for are few. */
function byAction(statements: readonly Statement[]): Policy['about'] {
  const remembered = new Map<string, readonly Statement[]>();
  return (action) => {
    const known = remembered.get(action);
    if (known !== undefined) return known;
    const found = statements.filter(({ hasAction }) => hasAction(action));
    if (remembered.size < maxRemembered) remembered.set(action, found);
    return found;
  };
}

function refuseSameSids(statements: readonly Statement[]): void {
  const seen = new Set<string>();
  for (const { sid, index } of statements) {
    if (sid === null) continue;
    if (seen.has(sid)) throw invalid(`Statement[${index}].Sid: '${sid}' comes twice.`);
    seen.add(sid);
  }
}

function readJson(text: string): Members {
  if (text.length > maxCharacters) throw invalid(`The policy has more than ${maxCharacters} characters.`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw invalid(`The policy is not valid JSON: ${(error as Error).message}.`, 'CANNOT_PARSE');
  }
  if (!isObject(document)) throw invalid('The policy must be a JSON object.');
  return document;
}

/** Compiles a policy document. Validation, naming the place and the reason, when it is malformed. */
export function parseDocument(text: string, kind: DocumentKind): Policy {
  const document = readJson(text);
  refuseOthers(document, documentMembers, 'The policy');
  const { Version: version = '2008-10-17', Id: id, Statement: value } = document;
  if (version !== '2012-10-17' && version !== '2008-10-17')
    throw invalid("Version must be '2012-10-17' or '2008-10-17'.");
  if (id !== undefined && typeof id !== 'string') throw invalid('Id must be a string.');
  if (value === undefined) throw invalid('The policy has no Statement.');
  const dialect = { variables: version === '2012-10-17' };
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw invalid('The policy has no Statement.');
  const statements = list.map((item, index) => parseStatement(item, index, kind, dialect));
  refuseSameSids(statements);
  return { statements, about: byAction(statements), keys: new Set(statements.flatMap(({ keys }) => keys)) };
}
