// What stands behind `npm run try`, `npm test` and `npm pack`: a Node that is new enough, the packages, the built pages, then the task.
// It says in one line each thing that it installs. This file runs under any Node; scripts/tasks.mjs only under the right one.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, launch, npm, root, run } from './node.mjs';

function arePackagesFresh() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

await run(async (args) => {
  // Fetching Node is part of the set-up, so the time of its start goes along.
  const started = Number(process.env.NT2_SETUP_STARTED ?? Date.now());
  const node = findNode();
  if (node !== process.execPath) return launch(node, [join(root, 'scripts', 'run.mjs'), ...args], { NT2_SETUP_STARTED: `${started}` });
  // Nt2 itself takes a name that it does not know for a typing error.
  delete process.env.NT2_SETUP_STARTED;
  process.chdir(root);
  if (!arePackagesFresh()) {
    console.error('Installing the packages of package-lock.json into node_modules (npm ci, no install scripts).');
    // Whatever npm was asked for that called us: `npm pack --dry-run`, or NODE_ENV=production, would leave packages out.
    npm(node, ['ci', '--ignore-scripts', '--include=dev', '--dry-run=false']);
  }
  const { runTask } = await import('./tasks.mjs');
  return runTask(args, started);
});
