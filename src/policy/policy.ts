import type { Glob } from './glob.ts';
import type { Condition } from './parse-condition.ts';
import type { NameAsker } from './parse-principal.ts';
import type { ContextGlob } from './template.ts';

/** A statement, compiled. */
export interface Statement {
  readonly sid: string | null;
  /** Its place in the document, from 0. */
  readonly index: number;
  readonly effect: 'Allow' | 'Deny';
  /** Takes an action in lower case. */
  readonly hasAction: Glob;
  readonly covers: ContextGlob;
  /** null: of an identity's own policy, which speaks of that identity. */
  readonly names: NameAsker | null;
  readonly conditions: readonly Condition[];
  /** Its resources are put together from values of the request. */
  readonly hasVariables: boolean;
}

/** A policy document, compiled. */
export interface Policy {
  readonly statements: readonly Statement[];
  /** Those that speak of the action, in lower case. */
  about(action: string): readonly Statement[];
  /** Every condition key that it reads, in lower case. */
  readonly keys: ReadonlySet<string>;
}
