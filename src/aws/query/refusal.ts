/** A refusal that the caller can act on, in the words of the one service whose API has it. */
export class QueryRefusal extends Error {
  override readonly name = 'QueryRefusal';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
