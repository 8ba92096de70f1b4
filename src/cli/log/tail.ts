// `nt2 log tail`: prints the newest leaves, and with --follow new ones as they come, until a signal. Reads only.

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Config } from '../../config/settings.ts';
import { loadLogState } from '../../core/tlog/inclusion-proofs.ts';
import type { LeafReader, LogList, LogReader } from '../../core/ports/log-store.ts';
import type { TenantTag } from '../../core/share.ts';
import { parseTag } from './log.ts';
import { withInstallation } from '../with-installation.ts';
import { print, UsageError } from '../output.ts';

const SHOWN = 20;
const POLL_MS = 1_000;
/** At most so many leaves of one log per read. */
const BATCH = 1_000;

interface Wish {
  readonly tag: TenantTag | null;
  readonly count: number;
  readonly follow: boolean;
}

/** One line for each leaf: its place in the log, then what it says. Leaves hold no name and no label. */
export function tailLog(config: Config, args: readonly string[]): Promise<number> {
  const { tag, count, follow } = parseTailOptions(args);
  return withInstallation(config, async ({ store }) => {
    /** The next position to print, by log. */
    const shown = new Map<TenantTag, number>();
    for (const { tag: each, end } of await ends(store, tag)) {
      shown.set(each, Math.max(0, end - count));
      await show(store, each, shown);
    }
    const more = async (): Promise<void> => {
      for (const { tag: each, end } of await ends(store, tag)) if (end > (shown.get(each) ?? 0)) await show(store, each, shown);
    };
    if (follow) await untilEnded(more);
    return 0;
  });
}

async function ends(store: LeafReader & LogList, tag: TenantTag | null): Promise<{ readonly tag: TenantTag; readonly end: number }[]> {
  if (tag !== null) return [{ tag, end: (await store.entryRange(tag)).end }];
  return (await store.logs()).map((log) => ({ tag: log.tag, end: log.leaves }));
}

/** Prints what has come since the last call. */
async function show(store: LogReader, tag: TenantTag, shown: Map<TenantTag, number>): Promise<void> {
  const { first, end } = await store.entryRange(tag);
  const size = (await loadLogState(store, tag))?.frontier.size ?? 0;
  let at = Math.max(first, shown.get(tag) ?? 0);
  while (at < end) {
    const leaves = await store.leaves(tag, at, Math.min(BATCH, end - at));
    if (leaves.length === 0) break;
    for (const leaf of leaves) {
      print(lineOf(tag, at, leaf, at < size));
      at += 1;
    }
  }
  shown.set(tag, at);
}

/** Repeats `look` until a signal, and lets a running one finish. */
async function untilEnded(look: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const end = (): void => over.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  while (!over.signal.aborted) {
    await look();
    await sleep(POLL_MS, undefined, { signal: over.signal }).catch(() => undefined);
  }
}

function parseTailOptions(args: readonly string[]): Wish {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { lines: { type: 'string', short: 'n' }, follow: { type: 'boolean', short: 'f', default: false } },
      allowPositionals: true,
    });
    const count = Number(values.lines ?? SHOWN);
    if (positionals.length > 1 || !Number.isInteger(count) || count < 1 || count > 10_000) throw new UsageError('');
    return { tag: positionals[0] === undefined ? null : parseTag(positionals[0]), count, follow: values.follow };
  } catch {
    throw new UsageError('this command takes one tag, or nothing for all logs, -n with a number of leaves, and -f to follow until Ctrl+C');
  }
}

function lineOf(tag: TenantTag, index: number, leaf: string, isSigned: boolean): string {
  const [text = ''] = leaf.split('\n\n');
  const lines = text.split('\n').filter((line) => line !== '');
  const value = (key: string): string => lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1) ?? '';
  const rest = lines.slice(1).filter((line) => !/^(?:type|time|share|log|by) /.test(line));
  const head = [value('time'), tag, String(index).padStart(7), value('type').padEnd(9), value('share') || 'the log'];
  return `${head.join('  ')}  ${rest.join(', ')}${isSigned ? '' : '  (not signed yet)'}`;
}
