// Keeps this process's marks and the histories in Redis compared: once a second, at the start, and whenever a server came back or a
// line ended, which is what a restart, a fail-over and a move to another node look like.

import type { TenantTag } from '../../core/share.ts';
import type { Watermark } from '../watermark.ts';
import { keys } from './keys.ts';
import type { Connection } from './connection/connection.ts';
import { toFault } from './connection/fault.ts';

export interface RollbackDetectorDeps {
  readonly connection: Connection;
  readonly watermark: Watermark;
  /** Random, of this process. */
  readonly seed: string;
  readonly log: (sentence: string) => void;
  /** A server came back or another took over: what this process assumed of it may no longer hold. */
  readonly renewed: () => void;
  /** Puts a tag into the list of those that there are. */
  readonly registerTag: (tag: TenantTag) => Promise<void> | undefined;
}

export interface RollbackDetector {
  /** Compares one tag, or all that this process has seen. */
  compare(tag?: TenantTag): Promise<void>;
  accept(tag: TenantTag): Promise<void>;
  close(): void;
}

const TICK_MS = 1_000;
/** Tags compared in one tick; more than these take turns, except after a restart of Redis. */
const AT_ONCE = 256;

export function createRollbackDetector({ connection, watermark, seed, log, renewed, registerTag }: RollbackDetectorDeps): RollbackDetector {
  const told = new Set<TenantTag>();
  let turn = 0;
  let isBusy = false;

  /** True when another run has begun than the one of the mark. */
  async function look(tag: TenantTag): Promise<boolean> {
    let before = '';
    const answer = await connection.call((client) => {
      const mark = watermark.seen(tag);
      before = mark?.line ?? '';
      return client.nt2CompareMark(2, keys.history(tag), keys.behind(tag), seed, before, mark?.n ?? '');
    });
    const [line, n, isConfirmed, isBehind] = answer as [string, number, number, number];
    if (isConfirmed === 1) watermark.raise(tag, { line, n });
    // A Redis that lost everything has lost the list of tags too, so that list would not show what is behind.
    if (isBehind === 1) await registerTag(tag)?.catch(() => undefined);
    if (isBehind === 0) told.delete(tag);
    else if (!told.has(tag)) {
      told.add(tag);
      log(`The store went back in time for tag ${tag}: its claims are stopped. See: nt2 store accept-rollback`);
    }
    return before !== '' && before !== line && isConfirmed === 1;
  }

  async function compare(tag?: TenantTag): Promise<void> {
    const tags = tag === undefined ? watermark.tags() : [tag];
    const failed: PromiseRejectedResult[] = [];
    for (let at = 0; at < tags.length; at += AT_ONCE) {
      const looked = await Promise.allSettled(tags.slice(at, at + AT_ONCE).map(look));
      for (const answer of looked) if (answer.status === 'rejected') failed.push(answer);
    }
    // Every part of a cluster that answers has been compared first.
    if (failed[0]) throw toFault(failed[0].reason, false);
  }

  async function tick(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    try {
      const tags = watermark.tags();
      if (turn >= tags.length) turn = 0;
      const looked = await Promise.allSettled(tags.slice(turn, turn + AT_ONCE).map(look));
      turn += AT_ONCE;
      // One of them shows it; the others of the same server have perhaps not been looked at for long.
      if (looked.some((answer) => answer.status === 'fulfilled' && answer.value)) await compareAnew();
    } catch {
      // Redis is away: its return compares everything
    } finally {
      isBusy = false;
    }
  }

  async function compareAnew(): Promise<void> {
    renewed();
    await compare();
  }

  const timer = setInterval(() => void tick(), TICK_MS);
  timer.unref();
  connection.onReturn(() => void compareAnew().catch(() => undefined));

  return {
    compare,
    accept: async (tag) => {
      // First, so that this process's own mark is among those that are accepted.
      await compare(tag);
      const answer = await connection.call((client) => client.nt2Accept(2, keys.history(tag), keys.behind(tag), seed));
      const [line, n] = answer as [string, number];
      watermark.raise(tag, { line, n });
      told.delete(tag);
    },
    close: () => clearInterval(timer),
  };
}
