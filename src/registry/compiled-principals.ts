import { LRUCache } from 'lru-cache';
import type { Principal } from '../model/principal.ts';
import type { Applicable, Verdict } from '../policy/decide.ts';
import { parseDocument } from '../policy/parse-document.ts';
import { type Asker, askerOf } from '../policy/parse-principal.ts';
import type { Policy } from '../policy/policy.ts';

/** A principal with its policies compiled, and what was decided about it. */
export interface CompiledPrincipal extends Pick<Applicable, 'identity' | 'boundary' | 'session'> {
  readonly asker: Asker;
  /** Decisions that the same question always has. They go with the principal, which is a new one once a policy changes. */
  readonly verdicts: LRUCache<string, Verdict>;
}

const maxVerdicts = 1000;
const maxDocuments = 5000;

/** Compiles each document once, however many principals have it, and each principal once. */
export function createCompiledPrincipals(): (principal: Principal) => CompiledPrincipal {
  const documents = new LRUCache<string, Policy>({ max: maxDocuments });
  const principals = new WeakMap<Principal, CompiledPrincipal>();
  const compile = (text: string): Policy => {
    const policy = documents.get(text) ?? parseDocument(text, 'identity');
    documents.set(text, policy);
    return policy;
  };
  return (principal) => {
    const known = principals.get(principal);
    if (known !== undefined) return known;
    const compiled = {
      asker: askerOf(principal),
      identity: principal.policies.map(compile),
      boundary: principal.boundary === null ? null : compile(principal.boundary),
      session: principal.sessionPolicies.map(compile),
      verdicts: new LRUCache<string, Verdict>({ max: maxVerdicts }),
    };
    principals.set(principal, compiled);
    return compiled;
  };
}
