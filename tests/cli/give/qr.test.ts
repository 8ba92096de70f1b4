// `nt2 share --qr`: what a telephone reads from the terminal, and where it is not drawn.

import { describe, expect, it } from 'vitest';
import { qrLines, showQr } from '../../../src/cli/give/qr.ts';
import { main } from '../../../src/cli/main.ts';
import { pictureOf, readQr, withoutZbar } from '../../support/qr.ts';
import { said } from '../said.ts';

const LINK = `https://nt2.shop.example/s/${'k7'.repeat(16)}#${'aB3-_'.repeat(12)}`;

/** The two rows of modules that a line of half blocks is. */
const modules = (lines: readonly string[]): boolean[][] =>
  lines.flatMap((line) => [[...line].map((block) => '█▀'.includes(block)), [...line].map((block) => '█▄'.includes(block))]);

describe('a link on a terminal', () => {
  it.skipIf(withoutZbar !== null)('is read by a telephone, as small as it is shown and four times as large', () => {
    for (const scale of [2, 3, 8]) expect(readQr(pictureOf(modules(qrLines(LINK)), scale)), String(scale)).toBe(LINK);
  });

  it('has light around it, four modules wide, and is black on white whatever the terminal’s colours are', async () => {
    const rows = modules(qrLines(LINK));
    const isLight = (row: readonly boolean[] = []) => !row.includes(true);
    expect([0, 1, 2, 3, -1, -2, -3, -4].every((at) => isLight(rows.at(at)))).toBe(true);
    expect(rows.every((row) => isLight(row.slice(0, 4)) && isLight(row.slice(-4)))).toBe(true);
    const told = await said(async () => {
      showQr(LINK, 200);
      return 0;
    });
    expect(told.out).toBe('');
    for (const line of told.err.trimEnd().split('\n')) expect(line).toMatch(/^\u001b\[30;107m[ █▀▄]+\u001b\[0m$/u);
  });

  it('is not drawn where the terminal would break it', async () => {
    const told = await said(async () => {
      showQr(LINK, 40);
      return 0;
    });
    expect(told.err).toMatch(/^The QR code is \d+ columns wide, and this terminal 40\.$/);
  });

  it('is for a person: not with --json, not in the log of a machine, not for a file', async () => {
    const sentence = async (...args: string[]): Promise<string> => (await said(() => main(['share', ...args]))).err;
    expect(await sentence('--link', '--qr', '--json')).toContain('--qr is for a person, --json for a program');
    expect(await sentence('--link', '--qr')).toContain('--qr shows the link on a terminal');
    expect(await sentence('--save', 'x.nt2share', '--recipient', 'age1x', '--qr')).toContain('sends nothing');
  });
});
