/** What a value of the API must look like. Lengths count code points; a pattern matches the whole text. */
export type Shape =
  | { readonly type: 'string'; readonly min?: number; readonly max?: number; readonly pattern?: RegExp }
  | { readonly type: 'enum'; readonly values: readonly string[] }
  | { readonly type: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'blob' }
  | { readonly type: 'list'; readonly of: string; readonly min?: number; readonly max?: number }
  | { readonly type: 'map'; readonly key: string; readonly value: string }
  | { readonly type: 'structure'; readonly members: readonly Member[] };

/** A member of a structure; `shape` names one of the shapes. */
export interface Member {
  readonly name: string;
  readonly shape: string;
  readonly required?: true;
}

/** A member of an operation's input: where it travels, and its name there if that is another. */
export interface InputMember extends Member {
  readonly in: 'query' | 'header' | 'payload' | 'body';
  readonly as?: string;
}

/** A member of an operation's output that does not travel in the JSON body. */
export interface OutputBinding {
  readonly name: string;
  readonly in: 'header' | 'payload';
  readonly as?: string;
}

export interface OperationModel {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly input: readonly InputMember[];
  readonly output: readonly OutputBinding[];
}
