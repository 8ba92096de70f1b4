// What somebody finds on his own page: what waits for him, what he has sent, and what he was given.

import type { FirstResponse, Inbound } from '../port.ts';
import { homeOf } from '../say/lists.ts';
import { isOver, type Desk } from './desk.ts';

const LOOKED_AT = 60;
const WAITING = 10;
// An ended share is shown for as long as newer ones do not push it out: how it ended is what its sender wants to know.
const SENT = 10;
const OVER = 10;

export async function onHome(desk: Desk, { tenant, actor }: Inbound): Promise<FirstResponse> {
  const all = await desk.shares.list(tenant, actor.key, LOOKED_AT);
  const got = all.filter((share) => share.recipient?.key === actor.key);
  const waiting = got.filter((share) => !isOver(share, desk.clock()));
  const over = got.filter((share) => isOver(share, desk.clock()));
  const sent = all.filter((share) => share.sender.key === actor.key);
  const home = homeOf(desk.voice, { waiting: waiting.slice(0, WAITING), sent: sent.slice(0, SENT), over: over.slice(0, OVER) });
  return { do: 'home', home };
}
