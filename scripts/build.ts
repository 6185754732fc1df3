import { globSync, rmSync } from 'node:fs';
import { runTool } from './run-command.ts';

/** `dist/` for the package: Node strips no types below node_modules. */
rmSync('dist', { recursive: true, force: true });
const { code, output } = await runTool('tsc', ['-p', 'tsconfig.build.json']);
if (code !== 0) console.error(output);
else console.log(`dist/: ${globSync('dist/**/*.js').length} modules`);
process.exitCode = code;
