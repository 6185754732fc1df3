import type { NodeClient } from '../../test/support/clients/npm.ts';

/** How one client says what they all can do; null: it has no such command. */
export interface ClientCommands {
  /** What has to be run before it publishes. */
  readonly prepare: readonly string[] | null;
  readonly publish: readonly string[];
  readonly add: readonly string[];
  /** Installs what the lock file says, and fails where that would change it. */
  readonly installLocked: readonly string[];
  readonly lockFile: string;
  readonly whoAmI: readonly string[] | null;
  readonly info: readonly string[];
  readonly audit: readonly string[] | null;
  readonly addTag: readonly string[] | null;
}

const npm: ClientCommands = {
  prepare: null,
  publish: ['publish'],
  add: ['install'],
  installLocked: ['ci'],
  lockFile: 'package-lock.json',
  whoAmI: ['whoami'],
  info: ['view'],
  audit: ['audit'],
  addTag: ['dist-tag', 'add'],
};

const pnpm: ClientCommands = {
  ...npm,
  publish: ['publish', '--no-git-checks'],
  add: ['add'],
  installLocked: ['install', '--frozen-lockfile'],
  lockFile: 'pnpm-lock.yaml',
};

export const commandsOf: Readonly<Record<NodeClient, ClientCommands>> = {
  npm,
  npm10: npm,
  pnpm10: pnpm,
  pnpm11: pnpm,
  yarn1: {
    prepare: null,
    publish: ['publish', '--non-interactive', '--no-git-tag-version'],
    add: ['add'],
    installLocked: ['install', '--frozen-lockfile'],
    lockFile: 'yarn.lock',
    whoAmI: null,
    info: ['info'],
    // It asks one fixed address, whatever the registry.
    audit: null,
    addTag: ['tag', 'add'],
  },
  yarn4: {
    prepare: ['install'],
    publish: ['npm', 'publish'],
    add: ['add'],
    installLocked: ['install', '--immutable'],
    lockFile: 'yarn.lock',
    whoAmI: ['npm', 'whoami'],
    info: ['npm', 'info'],
    audit: ['npm', 'audit', '--all'],
    addTag: ['npm', 'tag', 'add'],
  },
  bun: {
    prepare: null,
    publish: ['publish'],
    add: ['add'],
    installLocked: ['install', '--frozen-lockfile'],
    lockFile: 'bun.lock',
    whoAmI: ['pm', 'whoami'],
    info: ['pm', 'view'],
    audit: ['audit'],
    addTag: null,
  },
};
