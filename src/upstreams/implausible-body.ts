/** The beginning and the end of a body, as it passes. */
export interface BodySample {
  /** Hands the chunks on unchanged. */
  tap(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  readonly head: string;
  readonly tail: string;
}

const sampleBytes = 256;

export function bodySample(): BodySample {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  return {
    async *tap(body) {
      for await (const chunk of body) {
        if (head.length < sampleBytes) head = Buffer.concat([head, chunk.subarray(0, sampleBytes - head.length)]);
        tail = Buffer.concat([tail, chunk.subarray(-sampleBytes)]).subarray(-sampleBytes);
        yield chunk;
      }
    },
    get head() {
      return head.toString('latin1');
    },
    get tail() {
      return tail.toString('latin1');
    },
  };
}

const isJson = (contentType: string): boolean => /^\s*[\w.+-]+\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType);
const isHtml = (contentType: string, start: string): boolean =>
  /^\s*(?:text\/html|application\/xhtml)/i.test(contentType) || /^<(?:!doctype html|html)\b/i.test(start);

/**
 * Why a document with status 200 cannot be what was asked for, as the end of a sentence; null: it may be. Catches the
 * sign-in pages of captive portals and bodies that end too early, without parsing.
 */
export function implausible(accept: string, contentType: string, { head, tail }: BodySample): string | null {
  const start = head.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  if (isHtml(contentType, start) && !/html|\*\/\*/i.test(accept))
    return `it answered with a web page instead of ${accept}`;
  if (!isJson(contentType)) return null;
  const whole = /^[{[]/.test(start) && /[}\]]$/.test(tail.trimEnd());
  return whole ? null : 'its JSON document is not whole';
}
