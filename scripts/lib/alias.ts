/** Lets Node read the sources as the build does: `@/` is the root of the repository. Import it before a dynamic import of lib/. */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

import { ROOT } from './build.ts';

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier.startsWith('@/') ? new URL(specifier.slice(2), pathToFileURL(ROOT)).href : specifier, context),
});
