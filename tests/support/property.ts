// Runs a property of fast-check and keeps what it finds: the seed of a failure is written to tests/corpus, and every seed there is run first.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc, { type IAsyncProperty, type IProperty, type Parameters, type RunDetails } from 'fast-check';
import { expect } from 'vitest';

const TESTS = fileURLToPath(new URL('../', import.meta.url));
export const CORPUS = join(TESTS, 'corpus');
/** A property that fails on more seeds than this has one defect, not more. */
const MOST_SEEDS = 10;

/** One value on which a property failed: fast-check makes it again from these two. */
interface Failure {
  readonly seed: number;
  readonly path: string;
  /** For people to read: the value as it was when it was found. */
  readonly value: string;
}

export interface CorpusFile {
  /** The test that replays it, from the root of the repository. */
  readonly test: string;
  readonly title: string;
  readonly failures: readonly Failure[];
}

/** Where the failures of a test lie: a folder for its file, named after its title. */
export function corpusPath({ test, title }: Pick<CorpusFile, 'test' | 'title'>, folder = CORPUS): string {
  const slug = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return join(folder, test.replace(/^tests\//, '').replace(/\.test\.ts$/, ''), `${slug.slice(0, 100)}.json`);
}

function readCorpus(path: string): readonly Failure[] {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as CorpusFile).failures;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  }
}

function keepFailure<Ts>(
  path: string,
  about: Pick<CorpusFile, 'test' | 'title'>,
  { seed, counterexamplePath, counterexample }: RunDetails<Ts>,
): string {
  const known = readCorpus(path);
  if (counterexamplePath === null || known.length >= MOST_SEEDS) return '';
  if (known.some((one) => one.seed === seed && one.path === counterexamplePath)) return '';
  const failures = [...known, { seed, path: counterexamplePath, value: fc.stringify(counterexample).slice(0, 2_000) }];
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify({ ...about, failures } satisfies CorpusFile, null, 2)}\n`);
  } catch (error) {
    return `\n\nThe seed could not be kept: ${String(error)}`;
  }
  return `\n\nThe seed is kept in ${relative(process.cwd(), path)}. Commit it with the fix.`;
}

export interface PropertyOptions<Ts> extends Parameters<Ts> {
  /** Another folder than tests/corpus. */
  readonly corpus?: string;
}

/** As `fc.assert`, inside a test. A test with several properties tells their seeds apart by itself: a seed that fits another property passes there. */
export function assertProperty<Ts>(property: IAsyncProperty<Ts>, options?: PropertyOptions<Ts>): Promise<void>;
export function assertProperty<Ts>(property: IProperty<Ts>, options?: PropertyOptions<Ts>): void;
export function assertProperty<Ts>(property: IProperty<Ts> | IAsyncProperty<Ts>, options: PropertyOptions<Ts> = {}): Promise<void> | void {
  const { corpus, ...parameters } = options;
  const { testPath = '', currentTestName = '' } = expect.getState();
  const about = { test: `tests/${relative(TESTS, testPath)}`, title: currentTestName };
  const path = corpusPath(about, corpus);
  const report = (details: RunDetails<Ts>): void => {
    if (!details.failed) return;
    const kept = keepFailure(path, about, details);
    throw new Error(`${fc.defaultReportMessage(details) ?? 'The property failed.'}${kept}`, { cause: details.errorInstance });
  };
  const replays = readCorpus(path).map((failure) => ({
    ...parameters,
    seed: failure.seed,
    path: failure.path,
    numRuns: 1,
    endOnFailure: true,
  }));
  const runs: Parameters<Ts>[] = [...replays, parameters];
  if (isAsync(property)) {
    return runs.reduce((before, run) => before.then(async () => report(await fc.check(property, run))), Promise.resolve());
  }
  for (const run of runs) report(fc.check(property, run));
}

const isAsync = <Ts>(property: IProperty<Ts> | IAsyncProperty<Ts>): property is IAsyncProperty<Ts> => property.isAsync();
