import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSources } from '../architecture/read-imports.ts';
import { assertProperty, CORPUS, corpusPath, type CorpusFile } from './property.ts';

let corpus = '';
beforeAll(() => {
  corpus = mkdtempSync(join(tmpdir(), 'nt2-corpus-'));
});
afterAll(() => rmSync(corpus, { recursive: true }));

const filesBelow = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json')) : [];
const isRare = (n: number): boolean => n % 997 === 0;

describe('the corpus of failing seeds', () => {
  it('keeps the seed of a failure, says where, and runs it first the next time', () => {
    const failing = fc.property(fc.integer({ min: 1, max: 1_000_000 }), (n) => !isRare(n));
    expect(() => assertProperty(failing, { corpus, seed: 5, numRuns: 100_000 })).toThrow(/The seed is kept in .*\.json\. Commit it/);
    const [name = ''] = filesBelow(corpus);
    const file = JSON.parse(readFileSync(join(corpus, name), 'utf8')) as CorpusFile;
    expect(file).toMatchObject({ test: 'tests/support/property.test.ts', failures: [{ seed: 5 }] });
    expect(file.title).toContain('keeps the seed of a failure');

    const seen: number[] = [];
    const watching = fc.property(fc.integer({ min: 1, max: 1_000_000 }), (n) => void seen.push(n));
    assertProperty(watching, { corpus, seed: 6, numRuns: 3 });
    expect(seen.findIndex(isRare)).toBe(0);
    // The same failure is not kept twice.
    expect(() => assertProperty(failing, { corpus, seed: 6, numRuns: 1 })).toThrow(/Property failed/);
    expect((JSON.parse(readFileSync(join(corpus, name), 'utf8')) as CorpusFile).failures).toHaveLength(1);
  });

  it('does so for asynchronous properties', async () => {
    const failing = fc.asyncProperty(fc.nat(1_000), async (n) => Promise.resolve(n < 500));
    await expect(assertProperty(failing, { corpus, seed: 7 })).rejects.toThrow(/The seed is kept in/);
    const seen: number[] = [];
    const watching = fc.asyncProperty(fc.nat(1_000), async (n) => Promise.resolve(void seen.push(n)));
    await assertProperty(watching, { corpus, seed: 8, numRuns: 1 });
    expect(seen[0]).toBeGreaterThanOrEqual(500);
  });

  it('leaves nothing where a property holds', () => {
    const before = filesBelow(corpus).length;
    assertProperty(
      fc.property(fc.nat(), (n) => n >= 0),
      { corpus },
    );
    expect(filesBelow(corpus)).toHaveLength(before);
  });

  it('is filled by every property: none is asserted past it', () => {
    const call = ['fc', 'assert('].join('.');
    const past = readSources('tests').filter(({ path, text }) => path !== 'tests/support/property.ts' && text.includes(call));
    expect(past.map(({ path }) => path)).toEqual([]);
  });

  it('holds only what a test that is there replays', () => {
    for (const name of filesBelow(CORPUS)) {
      const file = JSON.parse(readFileSync(join(CORPUS, name), 'utf8')) as CorpusFile;
      expect(existsSync(file.test), name).toBe(true);
      expect(corpusPath(file)).toBe(join(CORPUS, name));
      expect(file.failures.length, name).toBeGreaterThan(0);
    }
  });
});
