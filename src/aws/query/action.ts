import type { Signer } from '../../identity/sigv4.ts';
import type { WriteOperation } from '../../metadata/database.ts';
import type { ResourceTag } from '../../metadata/resource-tags.ts';
import type { RequestOrigin } from '../../model/request-origin.ts';
import type { DecisionKeys, RequestScope } from '../../registry/request-scope.ts';
import type { AwsDeps } from '../deps.ts';
import type { InputReader } from './readers.ts';

/** One signed call of an action. */
export interface QueryCall {
  readonly deps: AwsDeps;
  readonly signer: Signer;
  readonly request: RequestScope;
  /** null: from inside the server. */
  readonly origin: RequestOrigin | null;
  /** A write of this call, with its audit record; what is remembered of identities is looked at again. */
  write<Arguments, Result>(operation: WriteOperation<Arguments, Result>, args: Arguments): Promise<Result>;
}

/** What an action is about: at least the ARN that is decided on. */
export interface Subject {
  readonly arn: string;
}

/** An action of a Query service: what may be decided about it is declared, so that one place decides. */
export interface Action<Input, About extends Subject> {
  readonly name: string;
  /** Validation for an input that the service would refuse. */
  readonly input: InputReader<Input>;
  /** 'nothing': it needs no permission, and no policy can deny it. 'itself': it decides and audits while it is handled. */
  readonly decides?: 'nothing' | 'itself';
  /** Other permissions that the caller needs as well, on the same ARN: without the service's prefix. */
  also?(input: Input): readonly string[];
  /** Condition keys of the decision, in lower case. */
  keys?(input: Input): DecisionKeys;
  /** Tags that the input brings. */
  tags?(input: Input): readonly ResourceTag[] | undefined;
  /** Keys of tags that it takes away. */
  tagKeys?(input: Input): readonly string[];
  subject(input: Input, call: Pick<QueryCall, 'deps' | 'signer'>): Promise<About> | About;
  /** What it answers; null: an answer without a result. */
  handle(call: QueryCall, input: Input, subject: About): Promise<object | null>;
}

export type AnyAction = Action<never, never>;

/** Declares an action; the types of input and subject follow from what reads them. */
export const action = <Input, About extends Subject>(declared: Action<Input, About>): AnyAction =>
  declared as unknown as AnyAction;
