/** Where a request comes from, as far as its connection and its headers tell. */
export interface RequestOrigin {
  /** The client's address, as far as it is certain; null: not known. */
  readonly sourceIp: string | null;
  /** It came over TLS. */
  readonly secure: boolean;
  readonly userAgent: string | null;
}
