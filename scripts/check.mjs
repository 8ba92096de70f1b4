// The checks that run nothing of ours: format, lint, types, unused code.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './node.mjs';

const checks = [
  { name: 'format', tool: 'oxfmt/bin/oxfmt', args: ['--check', 'bin', 'src', 'tests', 'scripts', '*.ts'], mend: 'npx oxfmt bin src tests scripts' },
  { name: 'lint', tool: 'oxlint/bin/oxlint', args: ['--type-aware', '--deny-warnings', '--report-unused-disable-directives'] },
  { name: 'types', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.json'] },
  { name: 'types of core and crypto', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.pure.json'] },
  { name: 'types of the pages', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.web.json'] },
  { name: 'unused code', tool: 'knip/bin/knip.js', args: ['--no-progress', '--treat-config-hints-as-errors'] },
];

/** Runs every check, prints one line for each and the tool's own words for those that fail. Answers with the counts. */
export function runChecks() {
  let failed = 0;
  for (const { name, tool, args, mend } of checks) {
    const started = Date.now();
    const done = spawnSync(process.execPath, [join(root, 'node_modules', tool), ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ok = done.status === 0;
    if (!ok) failed += 1;
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (!ok) console.log(`${done.stdout}${done.stderr}${done.error ?? ''}${mend ? `To mend it: ${mend}\n` : ''}`);
  }
  return { passed: checks.length - failed, failed };
}
