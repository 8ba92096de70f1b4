// A person has been signed in by the platform, and goes on to a page: where they may, with a token that is for their browser alone.

import { concerns } from '../../core/lifecycle/evidence.ts';
import { hasAsked, isShareId, starterOf } from '../../core/share.ts';
import type { Arrival } from '../port.ts';
import { roleOf, tokenUrl, type BotContext } from './context.ts';

const PAGE = /^s\/([a-z2-7]{32})(\/receipt)?$/;

/** Anybody may have an address: for a share that is not theirs they get the plain page, which opens nothing, as everybody does. */
export async function onSignedIn(context: BotContext, who: Arrival): Promise<string> {
  if (who.to === 'mine' || who.to === 'devices') return tokenUrl(context, who, null, `/${who.to}`);
  const [, id = '', receipt] = PAGE.exec(who.to) ?? [];
  const { publicUrl } = context.renderContext;
  if (!isShareId(id)) return `${publicUrl}/`;
  if (receipt !== undefined) {
    const parties = await context.shares.findParties(id);
    return parties !== null && concerns(parties, who.actor.key) ? tokenUrl(context, who, parties, '/receipt') : `${publicUrl}/s/${id}`;
  }
  const share = await context.shares.find(id);
  const isTheirs = share !== null && roleOf(share, who.actor.key) !== null;
  // Who is to be asked hears of it only once the asker has made the key.
  const isTold = isTheirs && (starterOf(share).key === who.actor.key || hasAsked(share));
  return isTold ? tokenUrl(context, who, share) : `${publicUrl}/s/${id}`;
}
