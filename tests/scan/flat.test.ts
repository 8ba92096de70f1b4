// Exports of any length in flat memory. A short form always; with NT2_CAMPAIGN=1 a gigabyte of each, with what it took printed.

import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import { scan } from '../../src/scan/scan.ts';
import { HARMLESS, SECRETS, sentenceWith } from './corpus.ts';

const MIB = 1024 ** 2;
const CAMPAIGN = process.env['NT2_CAMPAIGN'] === '1';
const SIZE = CAMPAIGN ? 1_000_000_000 : 6 * MIB;
if (!CAMPAIGN) console.log('flat memory of scans: 6 MiB of each; NT2_CAMPAIGN=1 takes 1 GB');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What is still held, in MiB. Buffers go a little after their owners. */
async function held(): Promise<number> {
  for (let round = 0; round < 3; round += 1) {
    collect();
    await setImmediate();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + external + arrayBuffers) / MIB;
}

const folder = mkdtempSync(join(tmpdir(), 'nt2-flat-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A megabyte or so of it, and how many secrets are in there. */
function block(wrap: (text: string, n: number) => string): { readonly text: string; readonly secrets: number } {
  const parts: string[] = [];
  let [length, secrets] = [0, 0];
  for (let n = 0; length < MIB; n += 1) {
    const isSecret = n % 100 === 0;
    if (isSecret) secrets += 1;
    const part = wrap(isSecret ? sentenceWith('github-token', SECRETS['github-token']!(), 0) : HARMLESS[n % HARMLESS.length]!(), n);
    length += part.length;
    parts.push(part);
  }
  return { text: parts.join(''), secrets };
}

const KINDS = {
  'mail.mbox': {
    head: '',
    foot: '',
    wrap: (text: string, n: number) =>
      `From a@example.com Wed Nov 18 11:07:40 2026\nSubject: ${n}\nContent-Type: text/plain; charset=utf-8\n\n${text}\n${`${'and so on '.repeat(7)}\n`.repeat(300)}\n`,
  },
  'chat.json': {
    head: '[{"type":"message","ts":"1763700000.0","text":"begin"}',
    foot: ']',
    wrap: (text: string, n: number) => `,${JSON.stringify({ type: 'message', user: 'U1', ts: `17637${n}.0`, text })}`,
  },
  'notes.txt': { head: '', foot: '', wrap: (text: string) => `${text}\n` },
} as const;

it(
  'M3: a mailbox, a chat and a text take as much memory at their end as at their beginning',
  async () => {
    for (const [name, { head, foot, wrap }] of Object.entries(KINDS)) {
      const path = join(folder, name);
      const { text, secrets } = block(wrap);
      const bytes = Buffer.from(text);
      const file = openSync(path, 'w');
      writeSync(file, head);
      const blocks = Math.ceil(SIZE / bytes.length);
      for (let n = 0; n < blocks; n += 1) writeSync(file, bytes);
      writeSync(file, foot);
      closeSync(file);
      const total = blocks * secrets;
      const seen: number[] = [];
      let [found, most] = [0, 0];
      const began = performance.now();
      for await (const one of scan([path])) {
        if (one.kind !== 'finding') throw new Error(`${one.kind} in ${name}`);
        found += 1;
        // At the tenth, the half and the end of it.
        if ([0.1, 0.5, 1].some((share) => found === Math.max(1, Math.floor(total * share)))) seen.push(await held());
        if (CAMPAIGN && found % 100 === 0) most = Math.max(most, process.memoryUsage().rss / MIB);
      }
      const seconds = (performance.now() - began) / 1_000;
      expect(found).toBe(total);
      if (CAMPAIGN)
        console.log(
          `${name}: ${Math.round((blocks * bytes.length) / 1e6)} MB in ${seconds.toFixed(1)} s, at most ${Math.round(most)} MiB of memory, held ${seen.map(Math.round).join(', ')} MiB`,
        );
      // Far less than the file: what stays is none of it.
      expect(Math.max(...seen) - Math.min(...seen)).toBeLessThan(3);
      rmSync(path);
    }
  },
  CAMPAIGN ? 1_800_000 : 60_000,
);
