// `nt2 evidence export`: prints the events of some days as evidence. The log records the export as an event of its own.

import { parseArgs } from 'node:util';
import type { Config } from '../../config/settings.ts';
import { loadLogState } from '../../core/tlog/inclusion-proofs.ts';
import { collectEvidence } from '../../core/evidence/collect.ts';
import { EVIDENCE_FORMATS, formatEvidenceFile, type EvidenceFormat } from '../../core/evidence/evidence-file.ts';
import type { PersonKey } from '../../core/share.ts';
import { hashB64 } from '../../crypto/bytes.ts';
import { formatLogEvent } from '../../crypto/events/event.ts';
import { withInstallation } from '../with-installation.ts';
import { print, UsageError } from '../output.ts';

const USAGE =
  'nt2 evidence export takes --from and --to as days (2026-11-20, UTC), and may take --person platform:tenant:user and --format csv, json or html';
const DAY_MS = 86_400_000;

interface Wish {
  readonly from: string;
  readonly to: string;
  readonly person: PersonKey | null;
  readonly format: EvidenceFormat;
}

export function exportEvidence(config: Config, args: readonly string[]): Promise<number> {
  const { from, to, person, format } = parseWish(args);
  return withInstallation(config, async ({ store, logs }) => {
    const tags = (await store.logs()).map(({ tag }) => tag);
    const rows = await collectEvidence(store, { tags, from: Date.parse(from), to: Date.parse(to) + DAY_MS, person });
    const text = formatEvidenceFile(format, rows, from === to ? from : `${from} to ${to}`);
    // The log records the export before anything is printed, so that no copy exists without a trace.
    for (const tag of new Set(rows.map(({ log }) => log))) {
      const note = (await loadLogState(store, tag))?.note ?? null;
      if (note === null) continue;
      const lines = [
        ['what', 'evidence'],
        ['hash', hashB64(text)],
      ] as const;
      await store.appendLeaf(tag, formatLogEvent({ type: 'exported', log: note.split('\n')[0] ?? '', at: Date.now(), lines }));
      await logs.sequence(tag);
    }
    return print(text);
  });
}

const isFormat = (name: string): name is EvidenceFormat => EVIDENCE_FORMATS.some((format) => format === name);

function parseWish(args: readonly string[]): Wish {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args: [...args], options: { from: text, to: text, person: text, format: text } });
    const { from = '', to = '', person, format = 'csv' } = values;
    const isDay = (day: string): boolean => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day));
    if (!isDay(from) || !isDay(to) || from > to || !isFormat(format)) throw new UsageError(USAGE);
    if (person !== undefined && person.split(':').length < 3) throw new UsageError(USAGE);
    return { from, to, person: (person ?? null) as PersonKey | null, format };
  } catch {
    throw new UsageError(USAGE);
  }
}
