// Keeps this process's marks and the histories in Redis compared: once a second, at the start, and after every restart of Redis.

import type { Tag } from '../../core/share.ts';
import type { Watermark } from '../watermark.ts';
import { newLine } from './connection.ts';
import type { Connection } from './connection.ts';
import { keys } from './keys.ts';

export interface Guard {
  /** Compares one tag, or all that this process has seen. */
  compare(tag?: Tag): Promise<void>;
  accept(tag: Tag): Promise<void>;
  close(): void;
}

const TICK_MS = 1_000;
/** Tags compared in one tick; more than these take turns, except after a restart of Redis. */
const AT_ONCE = 256;

export function createGuard(connection: Connection, watermark: Watermark, log: (sentence: string) => void): Guard {
  const told = new Set<Tag>();
  let turn = 0;
  let isBusy = false;

  async function look(tag: Tag): Promise<void> {
    const answer = await connection.call((client) => {
      const mark = watermark.seen(tag);
      return client.nt2Look(2, keys.history(tag), keys.behind(tag), connection.run(), connection.fresh(), mark?.line ?? '', mark?.n ?? '');
    });
    const [line, n, isConfirmed, isBehind] = answer as [string, number, number, number];
    if (isConfirmed === 1) watermark.raise(tag, { line, n });
    if (isBehind === 0) told.delete(tag);
    else if (!told.has(tag)) {
      told.add(tag);
      log(`The store went back in time for tag ${tag}: its claims are stopped. See: nt2 store accept-rollback`);
    }
  }

  async function compare(tag?: Tag): Promise<void> {
    const tags = tag === undefined ? watermark.tags() : [tag];
    for (let at = 0; at < tags.length; at += AT_ONCE) await Promise.all(tags.slice(at, at + AT_ONCE).map(look));
  }

  async function tick(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    try {
      const tags = watermark.tags();
      if (turn >= tags.length) turn = 0;
      await Promise.all(tags.slice(turn, turn + AT_ONCE).map(look));
      turn += AT_ONCE;
    } catch {
      // Redis is away: the restart that follows compares everything
    } finally {
      isBusy = false;
    }
  }

  const timer = setInterval(() => void tick(), TICK_MS);
  timer.unref();
  connection.onRestart(() => void compare().catch(() => undefined));

  return {
    compare,
    accept: async (tag) => {
      // First, so that this process's own mark is among those that are accepted.
      await compare(tag);
      const answer = await connection.call((client) =>
        client.nt2Accept(2, keys.history(tag), keys.behind(tag), connection.run(), newLine()),
      );
      const [line, n] = answer as [string, number];
      watermark.raise(tag, { line, n });
      told.delete(tag);
    },
    close: () => clearInterval(timer),
  };
}
