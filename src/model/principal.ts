/** Who signed a request or holds its token. */
export interface Principal {
  readonly id: number;
  readonly accountId: string;
  readonly kind: 'user';
  readonly name: string;
  /** `AIDA…` for a user. */
  readonly uniqueId: string;
  readonly arn: string;
  /** Identity policies: documents as JSON text. */
  readonly policies: readonly string[];
}
