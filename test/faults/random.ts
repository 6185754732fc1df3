/** Numbers that look random and are the same for the same seed (xorshift32). */
export interface Random {
  /** From 0 to `below - 1`. */
  whole(below: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  bytes(length: number): Buffer;
  /** Numbers of its own, which do not depend on how often this one is asked meanwhile. */
  fork(): Random;
}

export function seededRandom(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) | 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let i = 0; i < 8; i++) next();
  const random: Random = {
    whole: (below) => next() % below,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick(items) {
      const item = items[next() % items.length];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    bytes(length) {
      const words = Uint32Array.from({ length: Math.ceil(length / 4) }, next);
      return Buffer.from(words.buffer, 0, length);
    },
    fork: () => seededRandom(next()),
  };
  return random;
}

/** `--seed N` of the command line, FAULT_SEED of the environment, or a new one. */
export function chooseSeed(): number {
  const flag = process.argv.indexOf('--seed');
  const given = flag === -1 ? process.env['FAULT_SEED'] : process.argv[flag + 1];
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed ${given}: a whole number is wanted`);
  return seed;
}
