import { randomUUID } from 'node:crypto';
import { userName } from '../login/endpoint.ts';
import type { TokenSource } from './find-token.ts';

type Payload = Readonly<Record<string, unknown>>;

interface Message {
  readonly RequestId: string;
  readonly Type: 'Request' | 'Response' | 'Progress' | 'Cancel' | 'Fault';
  readonly Method: string;
  readonly Payload?: Payload;
}

const version = '2.0.0';
const success = { ResponseCode: 'Success' };
/** NuGet waits 5 s for an answer, and again from each word of progress. */
const progressEveryMs = 2000;

async function credentialsFor(payload: Payload, tokens: TokenSource): Promise<Payload> {
  const address = String(payload['Uri']);
  try {
    // What was answered before did not let NuGet in.
    if (payload['IsRetry'] === true) await tokens.drop(address);
    const found = await tokens.find(address);
    if (found === null) return { ResponseCode: 'NotFound' };
    return { ...success, Username: userName, Password: found.token, AuthenticationTypes: ['Basic'] };
  } catch (error) {
    return { ResponseCode: 'Error', Message: error instanceof Error ? error.message : String(error) };
  }
}

/** Claims are asked for without a source: a plugin that gives credentials claims that alone. */
const answers: Readonly<Record<string, (payload: Payload, tokens: TokenSource) => Payload | Promise<Payload>>> = {
  Handshake: () => ({ ...success, ProtocolVersion: version }),
  Initialize: () => success,
  SetLogLevel: () => success,
  SetCredentials: () => success,
  MonitorNuGetProcessExit: () => success,
  GetOperationClaims: (payload) => ({ Claims: payload['PackageSourceRepository'] == null ? ['Authentication'] : [] }),
  GetAuthenticationCredentials: credentialsFor,
};

async function answerTo({ RequestId, Method, Payload = {} }: Message, tokens: TokenSource, send: (m: Message) => void) {
  const answer = Object.hasOwn(answers, Method) ? answers[Method] : undefined;
  if (answer === undefined) {
    send({ RequestId, Type: 'Fault', Method, Payload: { Message: `${Method} is not known.` } });
    return;
  }
  const timer = setInterval(() => send({ RequestId, Type: 'Progress', Method, Payload: {} }), progressEveryMs);
  try {
    send({ RequestId, Type: 'Response', Method, Payload: await answer(Payload, tokens) });
  } finally {
    clearInterval(timer);
  }
}

/**
 * NuGet's cross-platform plugin protocol 2.0 ("NuGet cross platform plugins", Microsoft): messages are lines of JSON; both
 * sides begin with a handshake. Ends when NuGet says Close, or goes.
 */
export async function speakNuget(
  input: AsyncIterable<string>,
  write: (line: string) => void,
  tokens: TokenSource,
): Promise<void> {
  const send = (message: Message): void => write(JSON.stringify(message));
  const opening = { ProtocolVersion: version, MinimumProtocolVersion: version };
  send({ RequestId: randomUUID(), Type: 'Request', Method: 'Handshake', Payload: opening });
  for await (const line of input) {
    const message = JSON.parse(line.replace(/^\uFEFF/, '')) as Message;
    if (message.Method === 'Close') return;
    if (message.Type === 'Request') await answerTo(message, tokens, send);
  }
}
