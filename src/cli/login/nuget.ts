import { join } from 'node:path';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { nugetConfiguration } from './nuget-config.ts';
import type { Tool } from './tool.ts';

/** nuget.exe, beyond Windows on Mono. */
function nugetConfigPath({ home, platform, variable }: UserEnvironment): string {
  const folder =
    platform === 'win32'
      ? (variable('APPDATA') ?? join(home, 'AppData', 'Roaming'))
      : (variable('XDG_CONFIG_HOME') ?? join(home, '.config'));
  return join(folder, 'NuGet', 'NuGet.Config');
}

export const nuget: Tool = {
  name: 'nuget',
  format: 'nuget',
  namespace: null,
  configure: (login) => nugetConfiguration(nugetConfigPath(login.user), login),
};
