// The tasks of package.json, each after the set-up of scripts/run.mjs. Exit codes are right without a terminal and without stdin.
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPages, isPageBuildFresh } from './build.mjs';
import { buildClient, isClientBuildFresh } from './build-client.mjs';
import { buildServer, compileServer } from './build-server.mjs';
import { runChecks } from './check.mjs';
import { HELP } from './help.mjs';
import { launch, root, SetupError } from './node.mjs';
import { completePackage, isServerBuildFresh } from './package.mjs';
import { ensurePrograms, ensureProxies, findPrograms } from './programs.mjs';

/** By name: the tests that need a redis-server, a Chromium, or a page build. `--quick` leaves them out and says which. */
const slow = ['tests/e2e/**', 'tests/campaign/faults.test.ts', 'tests/**/redis*.test.ts', 'tests/web/screens*.test.ts'];
const report = join(root, '.cache', 'vitest.json');

async function ensurePages() {
  if (isPageBuildFresh()) return;
  console.error('Building the pages into dist/pages.');
  await buildPages();
}

const sayReady = (started) => console.error(`Set-up took ${((Date.now() - started) / 1000).toFixed(1)} s (Node ${process.versions.node}).`);

function environment(programs) {
  const { chromium, 'chromium-headless-shell': shell } = programs;
  return { ...(chromium && { NT2_CHROMIUM: chromium }), ...(shell && existsSync(shell) && { NT2_CHROMIUM_SHELL: shell }) };
}

/** Each test file has a process of its own, and some start nt2 many times: what Node has compiled once, it need not compile again. */
const compiled = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.cache', 'compile') };

/** Runs vitest and answers with its counts; a run that broke off counts as one failure at least. */
async function vitest(args, env) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await launch(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args], {
    ...compiled,
    ...env,
  });
  let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  try {
    counts = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    console.error('vitest left no report.');
  }
  const failed = code === 0 ? counts.numFailedTests : Math.max(1, counts.numFailedTests);
  return { passed: counts.numPassedTests, failed, skipped: counts.numPendingTests };
}

/** Prints the closing line, alone and last: people and CI read it. Answers with the exit code. */
function close(...counts) {
  const sum = (key) => counts.reduce((total, count) => total + (count[key] ?? 0), 0);
  if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped`);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 ? 0 : 1;
}

function leaveOut() {
  const left = slow.flatMap((pattern) => globSync(pattern, { cwd: root })).filter((file) => file.endsWith('.test.ts'));
  console.log(['Left out by --quick (npm test runs them; they need redis-server or Chromium):', ...left].join('\n  '));
  return slow.map((pattern) => `--exclude=${pattern}`);
}

/** Builds the pages; a fault in them counts as one failure and does not keep the other tests from telling theirs. */
async function checkPages() {
  try {
    await ensurePages();
    return {};
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.log(`FAILED page build\n${error.message}`);
    return { failed: 1 };
  }
}

async function test(args, started) {
  const quick = args.includes('--quick');
  const named = args.filter((arg) => arg !== '--quick');
  const programs = quick ? findPrograms() : ensurePrograms();
  const pages = quick ? {} : await checkPages();
  sayReady(started);
  if (named.length > 0) console.log('Only the named tests; the static checks are left out (npm run check).');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stop.abort());
  // Beside the tests, which wait much at their start.
  const [checks, tests] = await Promise.all([
    named.length > 0 ? {} : runChecks(stop.signal),
    vitest([...named, ...(quick ? leaveOut() : [])], environment(programs)),
  ]);
  return close(pages, checks, tests);
}

const tasks = {
  test,
  check: async () => close(await runChecks()),
  async try(args, started) {
    await ensurePages();
    sayReady(started);
    return launch(process.execPath, [join(root, 'scripts', 'nt2.mjs'), 'try', ...args]);
  },
  async build(_args, started) {
    await buildPages();
    await buildServer();
    compileServer();
    await buildClient();
    console.error(`Built dist/pages, dist/server and dist/client in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
    return 0;
  },
  /** What npm calls before `npm pack`. Standard output is npm's: there it prints the name of the file. */
  async prepack(_args, started) {
    await ensurePages();
    if (!isServerBuildFresh()) {
      console.error('Building the server into dist/server.');
      await buildServer();
      compileServer();
    }
    if (!isClientBuildFresh()) await buildClient();
    completePackage();
    console.error(`Ready to pack in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
    return 0;
  },
  async bench(args, started) {
    const programs = ensurePrograms();
    await ensurePages();
    sayReady(started);
    return launch(process.execPath, [join(root, 'tests/bench/main.ts'), ...args], environment(programs));
  },
  async campaign(args, started) {
    const programs = ensurePrograms();
    ensureProxies();
    await ensurePages();
    sayReady(started);
    const hour = ['--testTimeout=3600000', '--hookTimeout=600000'];
    return close(await vitest([...hour, ...args], { ...environment(programs), NT2_CAMPAIGN: '1' }));
  },
  help() {
    console.log(HELP);
    return 0;
  },
};

/**
 * Runs the task named by the first argument and answers with the exit code.
 *
 * @param {string[]} args the task's name, and what stood after `--`
 * @param {number} started when the set-up began, epoch milliseconds
 */
export function runTask([name, ...args], started) {
  if (!Object.hasOwn(tasks, name ?? '')) throw new SetupError(`Tasks: ${Object.keys(tasks).join(', ')}`);
  return tasks[name](args, started);
}
