import { registerHooks } from 'node:module';

/** Preloaded into a server: it takes `connect-sqlite.ts` of this folder for its own, and is the same in all else. */
const ours = new URL('./connect-sqlite.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.endsWith('/metadata/connect-sqlite.ts') ? ours : specifier, context),
});
