import { invalid } from '../../kernel/errors.ts';

const refuse = (): never => {
  throw invalid('An attachment is not valid base64.', 'CANNOT_PARSE');
};

/** Decodes base64 (RFC 4648 §4) that comes in pieces. Validation for anything else than its alphabet. */
export function base64Decoder(): { push(text: Buffer): Buffer; end(): Buffer } {
  let left = '';
  let ended = false;
  const decode = (text: string): Buffer => {
    if (text === '') return Buffer.alloc(0);
    if (ended || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return refuse();
    ended = text.endsWith('=');
    return Buffer.from(text, 'base64');
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
