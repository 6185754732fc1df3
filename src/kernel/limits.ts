/** The guards of this server, which nobody has a reason to move. What an installation may want more of is a quota. */
export const limits = {
  jsonBodyBytes: 1024 * 1024,
  consultedBytes: 16 * 1024 ** 2,
  upstreamDocumentBytes: 256 * 1024 ** 2,
} as const;
