import { invalid } from '../../kernel/errors.ts';

const refuse = (): never => {
  throw invalid('An attachment is not valid base64.', 'CANNOT_PARSE');
};

/** Node leaves out what is no base64, which then comes out shorter than this, and takes the alphabet of URLs too. */
function decodedLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return Math.floor(((text.length - padding) * 3) / 4);
}

/** Decodes base64 (RFC 4648 §4) that comes in pieces. Validation for anything else than its alphabet. */
export function base64Decoder(): { push(text: Buffer): Buffer; end(): Buffer } {
  let left = '';
  let ended = false;
  const decode = (text: string): Buffer => {
    if (text === '') return Buffer.alloc(0);
    const bytes = Buffer.from(text, 'base64');
    if (ended || bytes.length !== decodedLength(text) || text.includes('-') || text.includes('_')) return refuse();
    ended = text.endsWith('=');
    return bytes;
  };
  return {
    push(piece) {
      const text = left + piece.toString('latin1');
      const whole = text.length - (text.length % 4);
      left = text.slice(whole);
      return decode(text.slice(0, whole));
    },
    end() {
      if (left.length === 1) return refuse();
      const last = left;
      left = '';
      return decode(last);
    },
  };
}
