// What somebody finds on his own page: what waits for him, what he has sent, what he was given, and whom he has blocked.

import type { Phase, Side } from '../../core/ports.ts';
import type { FirstResponse, Inbound } from '../port.ts';
import { blocksSection } from '../say/blocks.ts';
import { homeOf } from '../say/lists.ts';
import { isOver, type Desk } from './desk.ts';

/** Of each section: a platform's page holds so many cards. */
const SHOWN = 10;

export async function onHome(desk: Desk, { tenant, actor }: Inbound): Promise<FirstResponse> {
  const ask = (side: Side, phase: Phase) =>
    desk.shares.list(tenant, actor.key, { sides: [side], phases: [phase], before: null, limit: SHOWN });
  const [waiting, given, open, ended, blocked] = await Promise.all([
    ask('received', 'open'),
    ask('received', 'over'),
    ask('sent', 'open'),
    ask('sent', 'over'),
    desk.shares.blocked(tenant, actor.key),
  ]);
  const late = waiting.shares.filter((share) => isOver(share, desk.clock()));
  const home = homeOf(desk.voice, {
    waiting: { shares: waiting.shares.filter((share) => !late.includes(share)), more: waiting.more },
    // What still waits comes first; how the others ended is what their sender wants to know.
    sent: firstOf([...open.shares, ...ended.shares], open.more + ended.more),
    over: firstOf([...late, ...given.shares], given.more),
  });
  return { do: 'home', home: { ...home, sections: [...home.sections, ...blocksSection(desk.voice, blocked, SHOWN)] } };
}

function firstOf<T>(shares: readonly T[], more: number): { readonly shares: readonly T[]; readonly more: number } {
  return { shares: shares.slice(0, SHOWN), more: more + Math.max(0, shares.length - SHOWN) };
}
