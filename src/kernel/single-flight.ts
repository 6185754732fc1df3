/** Runs at most one task per key at a time; callers that come meanwhile share its result. */
export interface SingleFlight<T> {
  run(key: string, task: () => Promise<T>): Promise<T>;
  readonly size: number;
}

export function singleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Promise<T>>();
  return {
    get size() {
      return flights.size;
    },
    run(key, task) {
      const flying = flights.get(key);
      if (flying !== undefined) return flying;
      const flight = (async () => {
        try {
          return await task();
        } finally {
          flights.delete(key);
        }
      })();
      flights.set(key, flight);
      return flight;
    },
  };
}
