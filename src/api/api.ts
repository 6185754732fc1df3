import type { Readable } from 'node:stream';
import type { RequestOrigin } from '../model/request-origin.ts';

/** A request to an AWS service, free of any web framework. */
export interface ApiRequest {
  readonly method: string;
  /** The request target as it came, undecoded: path, and '?' with the query if there is one. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
  /** Absent: from inside the server. */
  readonly origin?: RequestOrigin;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable | null;
}

/** Answers every request, errors included; rejects only on a bug or an outage. */
export type Api = (request: ApiRequest, requestId: string) => Promise<ApiResponse>;
