import { npmrcChange, npmrcPath, npmScope, registryValues } from './npmrc.ts';
import type { Tool } from './tool.ts';

export const pnpm: Tool = {
  name: 'pnpm',
  format: 'npm',
  namespace: npmScope,
  configure: (login) => ({ changes: [npmrcChange(npmrcPath(login.user), registryValues(login))], notes: [] }),
};
