// `nt2 pages verify --tiles --log`: whether the log that is given names the list last, by what its key has signed alone.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { saysOfLog } from '../../src/cli/pages/in-log.ts';
import { pages } from '../../src/cli/pages/pages.ts';
import { UsageError } from '../../src/cli/output.ts';
import { leaf } from '../crypto/tlog/support.ts';
import { exportLog, keyOf, named } from './named-pages.ts';

const LIST = `${'0'.repeat(64)}  share.html\n`;
const OTHER = `${'1'.repeat(64)}  share.html\n`;
const root = mkdtempSync(join(tmpdir(), 'nt2-named-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const exported = (leaves: readonly string[]): Promise<string> => exportLog(mkdtempSync(join(root, 'log-')), leaves);

const some = (count: number): string[] => Array.from({ length: count }, (_, n) => Buffer.from(leaf(n)).toString());
const says = async (folder: string, key = 1) => saysOfLog({ folder, keys: [await keyOf(key)], list: LIST });

describe('M6: what a log says of the served pages', () => {
  it.each([
    ['alone', [named(LIST)], 0],
    ['behind another list, and in front of shares', [named(OTHER), ...some(3), named(LIST), ...some(5)], 4],
    ['in an older bundle of a long log', [...some(200), named(LIST), ...some(700)], 200],
  ])('is this list: %s', async (_what, leaves, index) => {
    expect(await says(await exported(leaves))).toContain(
      `names this list last, at 2026-11-20T16:00:00.000Z (leaf ${index} of ${leaves.length})`,
    );
  });

  it.each<[string, string[], RegExp]>([
    ['another one last', [named(LIST), ...some(2), named(OTHER)], /names another list last/],
    ['none', some(300), /names no list/],
    ['of another log', [named(LIST, 'nt2.example.com/nt2/log/aaaaaa')], /names no list/],
  ])('is refused: %s', async (_what, leaves, why) => {
    await expect(exported(leaves).then((folder) => says(folder))).rejects.toThrow(why);
  });

  it('is believed for nothing that leads to no signed root', async () => {
    const leaves = [...some(400), named(LIST), ...some(200), named(OTHER), ...some(9)];
    const files = { last: 'tile/entries/002.p/99', hashes: 'tile/0/002.p/99' };
    const change = async (work: (folder: string, text: (path: string) => Buffer) => void): Promise<string> => {
      const folder = await exported(leaves);
      work(folder, (path) => readFileSync(join(folder, path)));
      return folder;
    };
    const flipped = (bytes: Buffer, at: number): Buffer => Buffer.from(bytes.map((byte, n) => (n === at ? byte ^ 1 : byte)));
    const hashAt = async (folder: string): Promise<number> =>
      readFileSync(join(folder, files.last)).indexOf(createHash('sha256').update(OTHER).digest('base64'));
    const where = await hashAt(await exported(leaves));
    expect(where).toBeGreaterThan(0);
    const damaged = [
      await change((folder, read) => writeFileSync(join(folder, files.last), flipped(read(files.last), where))),
      await change((folder, read) => writeFileSync(join(folder, files.last), read(files.last).subarray(0, -3))),
      await change((folder, read) => writeFileSync(join(folder, files.hashes), flipped(read(files.hashes), 98 * 32))),
      await change((folder) => rmSync(join(folder, files.hashes))),
    ];
    for (const folder of damaged) await expect(says(folder)).rejects.toThrow('not those of the checkpoint');
    // Without its entries the log says nothing that could be held against it, and nothing for it.
    await expect(change((folder) => rmSync(join(folder, files.last))).then((folder) => says(folder))).rejects.toThrow('names no list');
    await expect(says(await exported(leaves), 2)).rejects.toThrow('no checkpoint that the key of --log has signed');
    await expect(says(root)).rejects.toThrow('no checkpoint');
  });

  it('is asked with both flags, the folder and the key', async () => {
    for (const more of [
      ['--tiles', root],
      ['--log', 'x'],
    ])
      await expect(pages(['verify', 'https://nt2.example.com', ...more])).rejects.toThrow(UsageError);
  });
});
