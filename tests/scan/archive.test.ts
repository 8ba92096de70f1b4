// Archives that were made to swell, and what is printed as SARIF.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ARCHIVE_LIMITS } from '../../src/scan/entries.ts';
import { SECRET_KINDS } from '../../src/scan/find.ts';
import { createScanWriter } from '../../src/scan/report.ts';
import { scan, type Scanned, type ScanFinding } from '../../src/scan/scan.ts';
import { SECRETS, sentenceWith } from './corpus.ts';
import { sarifLog } from './sarif.ts';
import { zipOf } from './zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'nt2-archive-'));
afterAll(() => rmSync(folder, { recursive: true }));
const MIB = 1024 ** 2;
const said = `here you go: ${SECRETS['github-token']!()}\n`;

async function scanned(zip: Buffer, limits = ARCHIVE_LIMITS): Promise<Scanned[]> {
  const path = join(folder, 'export.zip');
  writeFileSync(path, zip);
  const all: Scanned[] = [];
  for await (const one of scan([path], limits)) all.push(one);
  return all;
}
const troubles = (all: readonly Scanned[]): string[] => all.flatMap((one) => (one.kind === 'trouble' ? [one.trouble] : []));
const names = (all: readonly Scanned[]): string[] =>
  all.flatMap((one) => (one.kind === 'finding' ? [one.file.slice(one.file.indexOf(' > ') + 3)] : []));

describe('an archive', () => {
  // 8 MiB of one letter is 8 KiB packed: small enough to do no harm, and in the proportion of those that do.
  const swollen = zipOf({ 'a.txt': said, 'b.txt': 'a'.repeat(8 * MIB), 'c.txt': said });

  it('M3: an entry that unpacks to many times its size is named and not read; the others are', async () => {
    expect(swollen.length).toBeLessThan(16 * 1024);
    const all = await scanned(swollen, { ...ARCHIVE_LIMITS, large: MIB });
    expect(troubles(all)).toEqual(['unpacks to more than 250 times its size: it was not read']);
    expect(names(all)).toEqual(['a.txt', 'c.txt']);
    // Small as it is, it is read: what is large stands in the limits.
    expect(troubles(await scanned(swollen))).toEqual([]);
    expect(ARCHIVE_LIMITS).toEqual({ whole: 64 * 1024 ** 3, large: 256 * MIB, ratio: 250 });
  });

  it('M3: one that says of all its entries that they are too many bytes is read as far as it may be', async () => {
    const many = zipOf({ 'a.txt': said, 'b.txt': 'b '.repeat(MIB), 'c.txt': said });
    const all = await scanned(many, { ...ARCHIVE_LIMITS, whole: MIB });
    expect(troubles(all)).toEqual([expect.stringContaining('what is left was not read')]);
    expect(names(all)).toEqual(['a.txt']);
  });

  it('M3: an entry that is longer than it says is read no further than that, and told', async () => {
    const zip = zipOf({ 'a.txt': `${'a line\n'.repeat(MIB)}${said}`, 'c.txt': said });
    for (const at of places(zip, 7 * MIB + said.length)) zip.writeUInt32LE(1_000, at);
    const all = await scanned(zip);
    expect(troubles(all)).toHaveLength(1);
    expect(names(all)).toEqual(['c.txt']);
  });
});

/** Where a size stands, in the entry and in the list at the end. */
function places(zip: Buffer, size: number): number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(size);
  const found: number[] = [];
  for (let at = zip.indexOf(bytes); at !== -1; at = zip.indexOf(bytes, at + 1)) found.push(at);
  expect(found).toHaveLength(2);
  return found;
}

describe('SARIF', () => {
  const whole = (findings: readonly ScanFinding[]): string => {
    const { head, row, foot } = createScanWriter('sarif', '1.2.3');
    return head + findings.map((one, n) => row(one, n === 0)).join('') + foot;
  };

  it('M3: is what SARIF 2.1.0 says, for each kind, in texts and messages, whatever a file is called', async () => {
    const lines = SECRET_KINDS.map((kind, n) => sentenceWith(kind, SECRETS[kind]!(), n)).join('\n');
    const messages = SECRET_KINDS.map((kind, n) => ({ type: 'message', ts: `17637${n}.0`, text: sentenceWith(kind, SECRETS[kind]!(), n) }));
    const all = await scanned(zipOf({ 'gen eral/2026-11-18.json': JSON.stringify(messages), 'ü%"\\\u202e#?.txt': lines }));
    const findings = all.filter((one) => one.kind === 'finding');
    expect(new Set(findings.map(({ secret }) => secret)).size).toBe(SECRET_KINDS.length);
    expect(new Set(findings.map(({ line }) => line === null)).size).toBe(2);
    for (const some of [findings, findings.slice(0, 1), []]) expect(sarifLog.safeParse(JSON.parse(whole(some))).error).toBeUndefined();
  });

  it('and what is not does not pass', () => {
    const finding: ScanFinding = {
      kind: 'finding',
      file: 'a.txt',
      line: 1,
      message: null,
      sentAt: null,
      secret: 'github-token',
      shown: 'ghp_',
      length: 40,
    };
    const passes = (text: string): boolean => sarifLog.safeParse(JSON.parse(text)).success;
    const right = whole([finding]);
    expect(passes(right)).toBe(true);
    for (const [from, to] of [
      ['"startLine":1', '"startLine":0'],
      ['"uri":"a.txt"', '"uri":"a b.txt"'],
      ['"level":"error"', '"level":"high"'],
      ['"version":"2.1.0"', '"version":"2.0.0"'],
      ['"ruleId":"github-token"', '"ruleId":"npm-token"'],
      ['"results"', '"findings"'],
      ['"ruleId"', '"severity":1,"ruleId"'],
    ] as const) {
      expect(right).toContain(from);
      expect(passes(right.replace(from, to)), to).toBe(false);
    }
  });
});
