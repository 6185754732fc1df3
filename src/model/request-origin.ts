/** Where a request comes from, as far as its connection and its headers tell. */
export interface RequestOrigin {
  /** The address at the other end of the connection; null: not known any more. */
  readonly sourceIp: string | null;
  /** It came over TLS. */
  readonly secure: boolean;
  readonly userAgent: string | null;
}
