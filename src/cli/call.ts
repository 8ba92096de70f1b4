// How the person called nt2, so that they can type what it prints as it stands.

import { basename, dirname, relative, sep } from 'node:path';

export interface Call {
  /** The file that Node was given. */
  readonly script: string;
  readonly cwd: string;
  /** The folders in which the shell looks for commands. */
  readonly path: readonly string[];
  /** What npm was asked for, if it was npm that started this. */
  readonly npm?: string | undefined;
}

/** `nt2`, `npx nt2`, `node dist/server/main.mjs`. */
export function nameCall({ script, cwd, path, npm }: Call): string {
  if (npm === 'exec') return 'npx nt2';
  // The process of the image, of an installation on Windows and of the sources sees nothing of what the person typed.
  if (
    ['/srv/nt2/dist/server/main.mjs', 'node_modules/nt2/bin/nt2.mjs', '/src/cli/main.ts'].some((end) =>
      script.replaceAll(sep, '/').endsWith(end),
    )
  )
    return 'nt2';
  const isCommand = basename(script) === 'nt2';
  if (isCommand && path.includes(dirname(script))) return 'nt2';
  const near = relative(cwd, script);
  const short = near.startsWith('..') || near === '' ? script : near;
  const word = isCommand && !short.startsWith('/') ? `./${short}` : short;
  const safe = /^[\w./:\\@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  return isCommand ? safe : `node ${safe}`;
}

let called = 'nt2';

/** Once, before anything is printed. */
export function rememberCall(call: Call): void {
  called = nameCall(call);
}

export const currentCall = (): string => called;
