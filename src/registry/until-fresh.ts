import { conflict } from '../kernel/errors.ts';
import { StaleWriteError } from '../metadata/database.ts';

const maxAttempts = 20;

/** Reads, decides and writes again for as long as other writers come between; Conflict when they never stop. */
export async function untilFresh<T>(what: string, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < maxAttempts; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StaleWriteError)) throw error;
    }
  }
  throw conflict(`Too many changes to ${what} at once; try again.`);
}
