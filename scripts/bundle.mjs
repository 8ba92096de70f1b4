// esbuild, as all builds of nt2 call it.
import { build } from 'esbuild';
import { SetupError } from './node.mjs';

/** esbuild with what all our builds share; its complaint names the file and the line, so it is shown without a stack. */
export async function bundle(options) {
  try {
    return await build({ bundle: true, format: 'esm', logLevel: 'silent', ...options });
  } catch (error) {
    throw new SetupError(error.message, { cause: error });
  }
}
