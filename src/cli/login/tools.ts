import { bun } from './bun.ts';
import { bundler } from './bundler.ts';
import { cargo } from './cargo.ts';
import { dotnet } from './dotnet.ts';
import { gem } from './gem.ts';
import { gradle } from './gradle.ts';
import { mvn } from './mvn.ts';
import { npm } from './npm.ts';
import { nuget } from './nuget.ts';
import { pip } from './pip.ts';
import { pnpm } from './pnpm.ts';
import { poetry } from './poetry.ts';
import { swift } from './swift.ts';
import type { Tool } from './tool.ts';
import { twine } from './twine.ts';
import { uv } from './uv.ts';
import { yarn } from './yarn.ts';

/** Every client that `coffer login` knows. */
export const tools: readonly Tool[] = [
  ...[npm, pnpm, yarn, bun],
  ...[pip, uv, poetry, twine],
  ...[mvn, gradle, nuget, dotnet, gem, bundler, cargo, swift],
];

export const toolNames: readonly string[] = tools.map(({ name }) => name);
