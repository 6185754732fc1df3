import { QueryRefusal } from '../query/refusal.ts';

/** The errors of the IAM API reference, "Common errors" and those of its actions. */
export const noSuchEntity = (message: string): QueryRefusal => new QueryRefusal(404, 'NoSuchEntity', message);
export const entityExists = (message: string): QueryRefusal => new QueryRefusal(409, 'EntityAlreadyExists', message);
export const deleteConflict = (message: string): QueryRefusal => new QueryRefusal(409, 'DeleteConflict', message);
export const limitExceeded = (message: string): QueryRefusal => new QueryRefusal(409, 'LimitExceeded', message);
export const invalidInput = (message: string): QueryRefusal => new QueryRefusal(400, 'InvalidInput', message);
export const malformedPolicy = (message: string): QueryRefusal =>
  new QueryRefusal(400, 'MalformedPolicyDocument', message);

export const quotaExceeded = (quota: string, limit: number): QueryRefusal =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);

export const noSuch = (kind: string, name: string): QueryRefusal =>
  noSuchEntity(`The ${kind} with name ${name} cannot be found.`);
