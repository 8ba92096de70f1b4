// `nt2 evidence pack`: a folder with the evidence of a month and a script that checks it. The log records that it was made, by the hash of its
// list, before the folder has its name.

import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Installation } from '../../app/installation.ts';
import type { Config } from '../../config/settings.ts';
import { packFiles, type PackSummary, type PackWish } from '../../core/evidence/pack.ts';
import { loadLogState } from '../../core/tlog/inclusion-proofs.ts';
import type { TenantTag } from '../../core/share.ts';
import { hashB64 } from '../../crypto/bytes.ts';
import { formatLogEvent } from '../../crypto/events/event.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFlags } from '../flags.ts';
import { CommandFailure, expectNothing, print, UsageError } from '../output.ts';
import { tellPerson } from '../terminal-text.ts';
import { withInstallation } from '../with-installation.ts';
import { checkNewFile } from '../write-new-file.ts';
import { ownListIfBuilt } from '../pages/list.ts';
import { CHECK_SCRIPT } from './check-script.ts';
import { packReadme } from './pack-readme.ts';

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** @throws UsageError, CommandFailure */
export function packEvidence(config: Config, args: readonly string[]): Promise<number> {
  const flags = parseFlags('evidence pack', args);
  expectNothing(flags.rest);
  const wish = wishOf(flags.one('--month') ?? '');
  const out = flags.one('--out');
  if (out === undefined) throw new UsageError('--out names the folder, which is made');
  checkNewFile(out);
  const fresh = join(dirname(resolve(out)), `.nt2-pack-${process.pid}-${Date.now()}`);
  return withInstallation(config, async (tools) => {
    try {
      const summary = await write(tools, wish, fresh);
      renameSync(fresh, out);
      tell(summary, out);
      return print(out);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  });
}

function wishOf(period: string): PackWish {
  const [, year, month] = MONTH.exec(period) ?? [];
  if (year === undefined || month === undefined) throw new UsageError('--month is a month: 2026-11');
  const begin = (months: number): number => Date.UTC(Number(year), Number(month) - 1 + months);
  return { period, from: begin(0), to: begin(1) };
}

async function write({ store, logs, offboardings }: Installation, wish: PackWish, folder: string): Promise<PackSummary> {
  const sums: string[] = [];
  const put = (path: string, text: string): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text, { mode: 0o600 });
    sums.push(`${createHash('sha256').update(text).digest('hex')}  ${path}\n`);
  };
  mkdirSync(folder, { mode: 0o700 });
  const files = packFiles({ store, receipts: logs.receipts, offboardings, pages: ownListIfBuilt() }, wish);
  let next = await files.next();
  for (; next.done !== true; next = await files.next()) put(next.value.path, next.value.text);
  const summary = next.value;
  if (summary.logs.length === 0) throw new CommandFailure(EXIT.refused, 'No log has been signed yet: there is nothing to pack.');
  put('check.sh', CHECK_SCRIPT);
  put('README.txt', packReadme(wish.period, summary));
  const list = sums.join('');
  writeFileSync(join(folder, 'SHA256SUMS'), list, { mode: 0o600 });
  await record({ store, logs }, summary.logs, list);
  return summary;
}

/** The log says that a copy was taken, and which. */
async function record({ store, logs }: Pick<Installation, 'store' | 'logs'>, tags: readonly TenantTag[], list: string): Promise<void> {
  for (const tag of tags) {
    const note = (await loadLogState(store, tag))?.note ?? '';
    const lines = [['what', 'pack'] as const, ['hash', hashB64(list)] as const];
    await store.appendLeaf(tag, formatLogEvent({ type: 'exported', log: note.split('\n')[0] ?? '', at: Date.now(), lines }));
    await logs.sequence(tag);
  }
}

function tell({ logs, rows, receipts, without, entries }: PackSummary, out: string): void {
  tellPerson(`In it: ${logs.length} logs, ${entries} entries, ${rows} rows, ${receipts} receipts.`);
  if (without > 0)
    tellPerson(`${without} shares ended in that month and have no receipt any more: their evidence or their entries are gone.`);
  tellPerson(`It names people: keep it as you keep the store. It is checked with: sh ${join(out, 'check.sh')}`);
}
