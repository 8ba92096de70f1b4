#!/usr/bin/env node
// The `nt2` command: the bundle of `npm run build` when it is newer than the sources, else the sources as they are.
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isFresh } from './fresh.mjs';
import { findNode, launch, root, run, SetupError } from './node.mjs';

await run(async (args) => {
  const node = findNode();
  if (node !== process.execPath) return launch(node, [realpathSync(fileURLToPath(import.meta.url)), ...args]);

  const bundle = join(root, 'dist', 'server', 'main.mjs');
  const fresh = isFresh(bundle, [join(root, 'src'), join(root, 'package-lock.json')]);
  const main = fresh ? bundle : join(root, 'src', 'cli', 'main.ts');
  if (!fresh && !existsSync(join(root, 'node_modules'))) throw new SetupError('The packages are not installed: run `npm run build` once.');

  // Node 22 calls type stripping and node:sqlite experimental; the person at the command can do nothing with that.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => warning.name === 'ExperimentalWarning' || console.error(`${warning.name}: ${warning.message}`));
  const { enableCompileCache } = await import('node:module');
  enableCompileCache(join(root, '.cache', 'compile'));
  const { argv, env } = process;
  const call = { script: argv[1], cwd: process.cwd(), path: (env.PATH ?? '').split(delimiter), npm: env.npm_command };
  const { start } = await import(pathToFileURL(main).href);
  // The program that workers begin with.
  argv[1] = main;
  await start(call);
  return process.exitCode;
});
