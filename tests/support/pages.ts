// The built pages: `npm test` has made them, and a file that runs alone makes them now.

import { fileURLToPath } from 'node:url';
import { buildPages, isPageBuildFresh } from '../../scripts/build.mjs';

/** The folder of the fresh build. */
export async function builtPages(): Promise<string> {
  if (!isPageBuildFresh()) await buildPages();
  return fileURLToPath(new URL('../../dist/pages', import.meta.url));
}
