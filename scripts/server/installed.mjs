#!/usr/bin/env node
// The `nt2` command of the package that `npm run package` makes: the bundle, and nothing that it would have to look for.
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

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
