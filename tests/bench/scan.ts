// What `nt2 scan` takes for a file of chat, beside `grep -E` with the same forms, in turn: both find, count and print nothing else.

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import { SECRET_SHAPES } from '../../src/core/secret-shapes.ts';
import { HARMLESS, SECRETS, sentenceWith } from '../scan/corpus.ts';
import { median, tenth, whole, type Row } from './table.ts';

const MAIN = join(root, '.cache/bench/dist/server/main.mjs');
const MIB = 200;
const TIMES = 5;

/** POSIX has no lookaround, no `\d` and no `\s` in brackets: the same forms without what they look around at. */
const posix = ({ source }: RegExp): string =>
  source
    .replaceAll(/\(\?(?:<!|=)[^)]*\)/g, '')
    .replaceAll('(?:', '(')
    .replaceAll('\\d', '[0-9]')
    .replaceAll('\\/', '/')
    .replaceAll(/\[\^\\s([^\]]*)\]/g, '[^[:space:]$1]')
    .replaceAll('[\\w-]', '[A-Za-z0-9_-]')
    .replaceAll('\\S', '[^[:space:]]');

export async function measureScan(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-scan-'));
  try {
    const file = join(folder, 'chat.txt');
    writeCorpus(file);
    const forms = SECRET_SHAPES.flatMap(({ form }) => ['-e', posix(form)]);
    const took = { nt2: [] as number[], grep: [] as number[] };
    for (let n = 0; n < TIMES; n += 1) {
      took.nt2.push(run(process.execPath, [MAIN, 'scan', file], [3]));
      took.grep.push(run('grep', ['-cE', ...forms, file], [0]));
    }
    const [mine, theirs] = [MIB / median(took.nt2), MIB / median(took.grep)];
    return [
      {
        what: `${whole(MIB)} MiB of chat scanned by nt2, start and end of the process with it (baseline: grep -E with the same forms)`,
        nt2: `${tenth(mine)} MiB/s`,
        baseline: `${tenth(theirs)} MiB/s`,
        ratio: mine / theirs,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Harmless sentences, and one secret in a thousand. */
function writeCorpus(file: string): void {
  const kinds = Object.keys(SECRETS);
  const block = Array.from({ length: 20_000 }, (_, n) => {
    const kind = kinds[n % kinds.length] ?? '';
    return n % 1_000 === 7 ? sentenceWith(kind, SECRETS[kind]?.() ?? '', n) : (HARMLESS[n % HARMLESS.length]?.() ?? '');
  }).join('\n');
  const out = openSync(file, 'w');
  for (let written = 0; written < MIB * 2 ** 20; written += block.length + 1) writeSync(out, `${block}\n`);
  closeSync(out);
}

/** Seconds. By a pipe: GNU grep stops at its first find where it writes to /dev/null. */
function run(program: string, args: readonly string[], codes: readonly number[]): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  });
  if (!codes.includes(status ?? -1)) throw new Error(`${program} ended with ${status}: ${stderr.toString()}`);
  return (performance.now() - began) / 1_000;
}
