/** What a condition key has in a request: one value, or several for keys such as `aws:TagKeys`. */
export type ContextValue = string | readonly string[];

/** The values of a request by condition key, in lower case: names of keys have no case. undefined: the key is absent. */
export type Context = (key: string) => ContextValue | undefined;
