// What three witnesses cost: from the moment at which leaves wait to the checkpoint that all three have signed and the store has, beside
// the checkpoint alone. Each witness is `nt2 witness serve`, a process of its own on loopback with a store of its own, that writes to its
// disk before it answers. No hand-off waits for any of it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/node.mjs';
import { openWitnesses } from '../../src/app/witnesses.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { readConfig } from '../../src/config/read.ts';
import { loadCosigned } from '../../src/core/tlog/cosigned.ts';
import { loadLogState } from '../../src/core/tlog/inclusion-proofs.ts';
import type { WitnessAsker } from '../../src/core/tlog/witness-asker.ts';
import { formatWitnessKey, parseWitnessKey, verifyCosignatures } from '../../src/crypto/tlog/cosignature.ts';
import { makeWitnessFolder, openWitnessFolder } from '../../src/witness/folder.ts';
import { openBench, START, type Bench } from '../core/tlog/world.ts';
import { freePort } from '../support/redis.ts';
import { OTHERS, startServer, type Running } from './processes.ts';
import { median, quantile, tenth, whole, type Row } from './table.ts';

const MAIN = join(root, '.cache/bench/dist/server/main.mjs');
const WITNESSES = 3;
/** Large enough for a proof of a log that has been in use. */
const BEFORE = 10_000;
/** As the end of a share leaves them. */
const LEAVES = 5;
const TIMES = 200;
const UNCOUNTED = 20;

export async function measureWitnesses(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-witnesses-'));
  const bench = await openBench();
  const running: Running[] = [];
  try {
    const { vkey } = await bench.signers.signerFor({ tag: bench.tag, generation: 1 }, new Date(START).getUTCFullYear());
    const asked: string[] = [];
    for (let n = 1; n <= WITNESSES; n += 1) {
      const [at, port] = [join(folder, `w${n}`), await freePort()];
      makeWitnessFolder(at, `witness.example/w${n}`);
      const { name, key } = await openWitnessFolder(at, () => {});
      writeFileSync(join(at, 'logs'), `${vkey}\n`);
      asked.push(`${formatWitnessKey({ name, publicKey: key.publicKey })} http://127.0.0.1:${port}/`);
      const args = ['witness', 'serve', at, '--listen', `127.0.0.1:${port}`];
      running.push(await startServer({ script: MAIN, args, port, cores: OTHERS, health: '/' }));
    }
    return await compare(bench, asked);
  } finally {
    await Promise.all(running.map((one) => one.stop()));
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(bench: Bench, asked: readonly string[]): Promise<Row[]> {
  const { store, tag } = bench;
  const sequencer = bench.another();
  // The asker gathers ends for a second, by this clock.
  let now = START;
  const asker = await openAsker(asked, { store, clock: () => now });
  await bench.queue(BEFORE);
  const took = { alone: [] as number[], witnessed: [] as number[], asking: [] as number[] };
  for (let n = -UNCOUNTED; n < TIMES; n += 1) {
    const isWitnessed = n % 2 === 0;
    await bench.queue(LEAVES);
    const began = performance.now();
    if ((await sequencer.sequence(tag)) !== 'done') throw new Error('the log was not signed');
    const signed = performance.now();
    if (isWitnessed) {
      asker.ended(tag);
      now += 1_000;
      if ((await asker.round()) !== 1) throw new Error('no witness was asked');
    }
    const done = performance.now();
    if (isWitnessed) await expectAll(bench, asked);
    if (n < 0) continue;
    if (isWitnessed) took.witnessed.push(done - began);
    if (isWitnessed) took.asking.push(done - signed);
    if (!isWitnessed) took.alone.push(signed - began);
  }
  return [
    {
      what: `a checkpoint with three witnesses, processes of their own, a log of ${whole(BEFORE)} leaves on SQLite (baseline: without)`,
      nt2: `${tenth(median(took.witnessed))} ms`,
      baseline: `${tenth(median(took.alone))} ms`,
      ratio: median(took.witnessed) / median(took.alone),
    },
    {
      what: 'of that, asking the three and checking and keeping what they signed: p50 / p99',
      nt2: `${tenth(median(took.asking))} / ${tenth(quantile(took.asking, 0.99))} ms`,
    },
  ];
}

/** As a server asks them. */
async function openAsker(
  asked: readonly string[],
  { store, clock }: Pick<Bench, 'store'> & { readonly clock: () => number },
): Promise<WitnessAsker> {
  const read = readConfig({
    NT2_PUBLIC_URL: 'https://nt2.example.com',
    NT2_SECRET: newSecret(),
    NT2_WITNESSES: asked.join(', '),
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const asker = await openWitnesses(read.config, { store, clock, log: (line) => console.error(JSON.stringify(line)) });
  if (asker === null) throw new Error('no witness is named');
  return asker;
}

/** A receipt would carry all of them, of this very size. */
async function expectAll({ store, tag }: Bench, asked: readonly string[]): Promise<void> {
  const cosigned = await loadCosigned(store, tag);
  const keys = asked.flatMap((one) => parseWitnessKey(one.split(' ')[0] ?? '') ?? []);
  const size = (await loadLogState(store, tag))?.frontier.size;
  const found = cosigned?.checkpoint.size === size ? await verifyCosignatures(cosigned?.note ?? '', keys) : [];
  if (found.length !== WITNESSES) throw new Error(`${found.length} of ${WITNESSES} witnesses have signed`);
}
