import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Slower than this over the whole patience is taken for not at all: a trickle holds a connection as well as silence. */
const leastBytesASecond = 256;
const looksInPatience = 12;

interface Watched extends Exchange {
  /** Since when it has been the client's turn without enough having moved. */
  since: number;
  moved: number;
}

/** Bytes are awaited, or cannot be handed over: not while the server itself is at work. */
const isClientsTurn = ({ request, response }: Exchange): boolean =>
  (!request.complete && request.readableLength === 0) || response.writableLength > 0;

const bytesMoved = ({ request: { socket } }: Exchange): number =>
  (socket?.bytesRead ?? 0) + (socket?.bytesWritten ?? 0);

export interface SlowClients {
  /** Until its response is closed. */
  watch(exchange: Exchange): void;
}

/** Cuts off clients that stop in the middle of a request or an answer for `patienceSeconds`, or nearly stop. */
export function slowClients(patienceSeconds: number): SlowClients {
  const watched = new Set<Watched>();
  const patience = patienceSeconds * 1000;
  let timer: NodeJS.Timeout | null = null;

  const look = (entry: Watched, now: number): void => {
    const moved = bytesMoved(entry);
    if (!isClientsTurn(entry) || moved - entry.moved >= leastBytesASecond * patienceSeconds)
      Object.assign(entry, { since: now, moved });
    else if (now - entry.since >= patience) {
      watched.delete(entry);
      entry.response.destroy();
      entry.request.destroy();
    }
  };
  return {
    watch(exchange) {
      const entry: Watched = { ...exchange, since: performance.now(), moved: bytesMoved(exchange) };
      watched.add(entry);
      exchange.response.once('close', () => {
        watched.delete(entry);
        if (watched.size > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
      });
      timer ??= setInterval(() => {
        const now = performance.now();
        for (const each of watched) look(each, now);
      }, patience / looksInPatience).unref();
    },
  };
}
