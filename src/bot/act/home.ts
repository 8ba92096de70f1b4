// What somebody finds on his own page: what waits for him, what he has sent, what he was given, and whom he has blocked.

import type { FirstResponse, Inbound } from '../port.ts';
import { blocksSection } from '../say/blocks.ts';
import { homeOf } from '../say/lists.ts';
import { isOver, type Desk } from './desk.ts';

const LOOKED_AT = 60;
const WAITING = 10;
// An ended share is shown for as long as newer ones do not push it out: how it ended is what its sender wants to know.
const SENT = 10;
const OVER = 10;
const BLOCKED = 10;

export async function onHome(desk: Desk, { tenant, actor }: Inbound): Promise<FirstResponse> {
  const [all, blocked] = await Promise.all([desk.shares.list(tenant, actor.key, LOOKED_AT), desk.shares.blocked(tenant, actor.key)]);
  const got = all.filter((share) => share.recipient?.key === actor.key);
  const waiting = got.filter((share) => !isOver(share, desk.clock()));
  const over = got.filter((share) => isOver(share, desk.clock()));
  const sent = all.filter((share) => share.sender.key === actor.key);
  const home = homeOf(desk.voice, { waiting: waiting.slice(0, WAITING), sent: sent.slice(0, SENT), over: over.slice(0, OVER) });
  return { do: 'home', home: { ...home, sections: [...home.sections, ...blocksSection(desk.voice, blocked.slice(0, BLOCKED))] } };
}
