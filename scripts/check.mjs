// The checks that run nothing of ours: format, lint, types, unused code.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './node.mjs';

const checks = [
  {
    name: 'format',
    tool: 'oxfmt/bin/oxfmt',
    args: ['--check', 'bin', 'packages', 'src', 'tests', 'scripts', '*.ts'],
    mend: 'npx oxfmt bin packages src tests scripts',
  },
  { name: 'lint', tool: 'oxlint/bin/oxlint', args: ['--type-aware', '--deny-warnings', '--report-unused-disable-directives'] },
  { name: 'types', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.json'] },
  { name: 'types of core and crypto', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.pure.json'] },
  { name: 'types of the pages', tool: 'typescript/bin/tsc', args: ['-p', 'tsconfig.web.json'] },
  { name: 'unused code', tool: 'knip/bin/knip.js', args: ['--no-progress', '--treat-config-hints-as-errors'] },
];

/** Runs a tool to its end, or until `signal`, and answers with what it said. */
function capture(args, signal) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', (error) => resolve({ ok: false, said: `${said}${error}\n` }));
    child.on('close', (code) => resolve({ ok: code === 0, said }));
  });
}

/**
 * Runs every check, one after the other, and prints one line for each and the tool's own words for those that fail. Answers with the counts.
 *
 * @param {AbortSignal} [signal] ends them early
 */
export async function runChecks(signal) {
  let failed = 0;
  for (const { name, tool, args, mend } of checks) {
    if (signal?.aborted) break;
    const started = Date.now();
    const { ok, said } = await capture([join(root, 'node_modules', tool), ...args], signal);
    if (!ok) failed += 1;
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (!ok) console.log(`${said}${mend ? `To mend it: ${mend}\n` : ''}`);
  }
  return { passed: checks.length - failed, failed };
}
