// `--qr`: a link as a QR code on the terminal, for a telephone that is held up to it. It goes where a person looks, so that standard output
// stays the link alone.

import { stderr } from 'node:process';
import { encodeQR } from 'qr';
import type { Flags } from '../flags.ts';
import { UsageError } from '../output.ts';
import { tellPerson } from '../terminal-text.ts';

/** Modules of light around it, which scanners need. */
const QUIET = 4;
/** Black on white whatever the terminal's own colours are: few scanners read a code that is light on dark. */
const [BLACK_ON_WHITE, AS_BEFORE] = ['\u001b[30;107m', '\u001b[0m'];

/** Looked at before the secret is asked for. In the log of a machine a code is the link, for everyone who reads it. @throws UsageError */
export function wantsQr(flags: Flags): boolean {
  if (!flags.has('--qr')) return false;
  if (flags.has('--json')) throw new UsageError('--qr is for a person, --json for a program: give one of them');
  if (!stderr.isTTY) throw new UsageError('--qr shows the link on a terminal');
  return true;
}

/** Two rows of modules in a line of half blocks. */
export function qrLines(text: string): string[] {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
  const lines: string[] = [];
  for (let y = 0; y < rows.length; y += 2) {
    const [upper = [], lower = []] = [rows[y], rows[y + 1]];
    lines.push(upper.map((isDark, x) => (isDark ? (lower[x] ? '█' : '▀') : lower[x] ? '▄' : ' ')).join(''));
  }
  return lines;
}

/** A code that the terminal breaks is no code: then it says how wide it would have to be. */
export function showQr(url: string, columns = stderr.columns): void {
  const lines = qrLines(url);
  const width = lines[0]?.length ?? 0;
  if (columns < width) return tellPerson(`The QR code is ${width} columns wide, and this terminal ${columns}.`);
  tellPerson(lines.map((line) => `${BLACK_ON_WHITE}${line}${AS_BEFORE}`).join('\n'));
}
