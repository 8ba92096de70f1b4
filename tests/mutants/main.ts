// Runs the tests of a file against each of its mutants and prints those that no test has noticed: `node tests/mutants/main.ts [<file> <tests …>]`.
// By hand, every few months: minutes per file.

import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { root } from '../architecture/read-imports.ts';
import { mutantsOf, withMutant } from './mutants.ts';

/** What is tried when no file is named: where one changed sign would cost most. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'src/core/lifecycle/decide.ts': ['tests/core/decide', 'tests/core/requests.test.ts'],
  'src/crypto/receipt/verify.ts': ['tests/crypto/receipt/verify.test.ts', 'tests/crypto/receipt/named-event.test.ts'],
  'src/store/redis/lua/commit.ts': ['tests/store/redis-tls.test.ts'],
};

/** A copy of the sources to change, so that a run that is broken off leaves nothing behind in them. */
function copySources(): string {
  const copy = join(root, '.cache', 'mutants');
  rmSync(copy, { recursive: true, force: true });
  for (const name of ['src', 'tests', 'scripts', 'docs', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(copy, name));
  return copy;
}

/** Whether some test fails. A file that does not even load has been noticed, too. */
async function isNoticed(copy: string, tests: readonly string[]): Promise<boolean> {
  const options = { watch: false, reporters: [{}], bail: 1, root: copy, onConsoleLog: () => false };
  const vitest = await startVitest([...tests], options, { logLevel: 'silent' });
  const modules = vitest.state.getTestModules();
  if (modules.length === 0) throw new Error(`no tests: ${tests.join(' ')}`);
  const failed = vitest.state.getCountOfFailedTests() > 0 || modules.some((module) => !module.ok());
  const ran = modules.every((module) => module.state() === 'passed');
  await vitest.close();
  process.exitCode = 0;
  // Neither failed nor passed: on a machine with too much to do a worker may not have started in time.
  return failed || (ran ? false : isNoticed(copy, tests));
}

const copy = copySources();
const [named, ...tests] = process.argv.slice(2);
const jobs = named === undefined ? Object.entries(FILES) : [[named, tests.length > 0 ? tests : (FILES[named] ?? [])] as const];
for (const [path, files] of jobs) {
  const text = readFileSync(join(root, path), 'utf8');
  if (await isNoticed(copy, files)) throw new Error(`${path}: its tests fail without any mutant`);
  const mutants = mutantsOf({ path, text });
  let survived = 0;
  for (const mutant of mutants) {
    writeFileSync(join(copy, path), withMutant(text, mutant));
    if (await isNoticed(copy, files)) continue;
    survived += 1;
    console.log(`${path}:${mutant.line} ${text.slice(mutant.start, mutant.end).trim()} → ${mutant.text.trim()}`);
  }
  writeFileSync(join(copy, path), text);
  console.log(`${path}: ${mutants.length} mutants, ${survived} unnoticed`);
}
