import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** Whoever runs a command, as far as commands that write the files of other programs have to know. */
export interface UserEnvironment {
  /** Absolute. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** null: not set, or empty. */
  variable(name: string): string | null;
}

export const readUserEnvironment = (): UserEnvironment => ({
  home: resolve(homedir()),
  platform: process.platform,
  variable: (name) => process.env[name] || null,
});
