/** RFC 8949, section 3: a head holds the major type and a length of up to 16 bits. */
function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 0x1_00) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 0xff]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([head(3, bytes.length), bytes]);
}

/** A map from text to text in CBOR; texts of less than 64 KiB. */
export const cborOfTexts = (texts: Readonly<Record<string, string>>): Buffer => {
  const entries = Object.entries(texts);
  return Buffer.concat([head(5, entries.length), ...entries.flat().map(text)]);
};
