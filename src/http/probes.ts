import type { ServerResponse } from 'node:http';
import type { Metrics } from '../metrics/create-metrics.ts';
import { sendJson } from './send-json.ts';

export interface ProbeDeps {
  readonly metrics: Metrics;
  /** Rejects while the server cannot do its work. */
  checkReady(): Promise<void>;
  logFailure(error: unknown, requestId: string): void;
}

async function sendReadiness(deps: ProbeDeps, response: ServerResponse): Promise<void> {
  try {
    await deps.checkReady();
    sendJson(response, 200, { status: 'ready' });
  } catch (error) {
    deps.logFailure(error, 'readyz');
    sendJson(response, 503, { status: 'not ready', reason: error instanceof Error ? error.message : String(error) });
  }
}

/** Answers /healthz, /readyz and /metrics; false: the path is another. */
export async function answerProbe(deps: ProbeDeps, path: string, response: ServerResponse): Promise<boolean> {
  if (path === '/healthz') sendJson(response, 200, { status: 'ok' });
  else if (path === '/readyz') await sendReadiness(deps, response);
  else if (path === '/metrics') {
    const { contentType, text } = await deps.metrics.render();
    response.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }).end(text);
  } else return false;
  return true;
}
