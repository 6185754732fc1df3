import type { Readable } from 'node:stream';
import type { Session } from '../identity/session.ts';
import type { StoredDomain } from '../metadata/domains.ts';
import type { StoredRepository } from '../metadata/repositories.ts';
import type { DomainId } from '../model/arn.ts';
import type { DecisionKeys, RequestScope } from '../registry/request-scope.ts';
import type { ApiDeps } from './deps.ts';

type Whole = string | number | boolean | Date | Uint8Array | Readable | undefined;

/** A request type of the SDK after validation: required members are there. */
export type Checked<T> = T extends Whole
  ? T
  : T extends readonly (infer Item)[]
    ? Checked<Item>[]
    : { [K in keyof T]: Record<never, never> extends Pick<T, K> ? Checked<T[K]> : Checked<Exclude<T[K], undefined>> };

/** What the input names, looked up once. */
export interface Target {
  /** Of the domain that the input names; its domain is '' where the operation takes none. */
  readonly id: DomainId;
  readonly domain: StoredDomain | null;
  readonly repository: StoredRepository | null;
}

/** One call of an operation. */
export interface OperationScope {
  readonly request: RequestScope;
  readonly deps: ApiDeps;
  readonly target: Target;
  /** null inside the server. */
  readonly accessKeyId: string | null;
  /** Of temporary credentials; null: signed with a key that lasts. */
  readonly session: Session | null;
}

export interface Permission {
  readonly action: string;
  readonly resource: string;
  /** Condition keys that this decision alone has. */
  readonly keys?: DecisionKeys;
}

/** An operation of the API: what may be decided about it is declared, so that one place decides. */
export interface Operation<Input, Output> {
  readonly action: `codeartifact:${string}`;
  /** The ARN to decide on. */
  resource(input: Checked<Input>, scope: OperationScope): string;
  /** Other permissions that the caller needs as well. */
  also?(input: Checked<Input>, scope: OperationScope): readonly Permission[];
  handle(input: Checked<Input>, scope: OperationScope): Promise<Output>;
}
