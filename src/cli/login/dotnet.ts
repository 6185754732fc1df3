import { join } from 'node:path';
import type { UserEnvironment } from '../../config/user-environment.ts';
import { nugetConfiguration } from './nuget-config.ts';
import type { Tool } from './tool.ts';

/** The .NET SDK; beyond Windows it has a file of its own. */
function dotnetConfigPath({ home, platform, variable }: UserEnvironment): string {
  if (platform === 'win32')
    return join(variable('APPDATA') ?? join(home, 'AppData', 'Roaming'), 'NuGet', 'NuGet.Config');
  return join(variable('DOTNET_CLI_HOME') ?? home, '.nuget', 'NuGet', 'NuGet.Config');
}

export const dotnet: Tool = {
  name: 'dotnet',
  format: 'nuget',
  namespace: null,
  configure: (login) => nugetConfiguration(dotnetConfigPath(login.user), login),
};
