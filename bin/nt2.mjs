#!/usr/bin/env node
// The `nt2` command as npm installs it: the bundle of `npm pack`, and nothing that it would have to look for. In the repository it is
// scripts/nt2.mjs, which looks for changed sources. See docs/decisions/package-without-dependencies.md.
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = new URL('../scripts/nt2.mjs', import.meta.url);
if (existsSync(repository)) await import(repository);
else {
  // Node 22 calls node:sqlite experimental; the person at the command can do nothing with that.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => warning.name === 'ExperimentalWarning' || console.error(`${warning.name}: ${warning.message}`));

  const { argv, env } = process;
  const call = { script: argv[1], cwd: process.cwd(), path: (env.PATH ?? '').split(delimiter), npm: env.npm_command };
  const main = new URL('../dist/server/main.mjs', import.meta.url);
  const { start } = await import(main);
  // The program that workers begin with.
  argv[1] = fileURLToPath(main);
  await start(call);
}
