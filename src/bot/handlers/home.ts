// Fills a person's own page: what waits for them, what they sent and were given, and whom they blocked.

import type { Phase, Side } from '../../core/ports/list-store.ts';
import type { InteractionResponse, Interaction } from '../port.ts';
import { blocksSection } from '../cards/blocks.ts';
import { renderHome } from '../cards/home.ts';
import { isOver, type BotContext } from './context.ts';

/** At most so many cards per section: a platform's page has limited room. */
const SHOWN = 10;

export async function onHome(context: BotContext, { tenant, actor }: Interaction): Promise<InteractionResponse> {
  const ask = (side: Side, phase: Phase) =>
    context.shares.list(tenant, actor.key, { sides: [side], phases: [phase], before: null, limit: SHOWN });
  const [waiting, given, open, ended, blocked, isReaderKnown] = await Promise.all([
    ask('received', 'open'),
    ask('received', 'over'),
    ask('sent', 'open'),
    ask('sent', 'over'),
    context.shares.blocked(tenant, actor.key),
    context.isKnown(actor.key),
  ]);
  const late = waiting.shares.filter((share) => isOver(share, context.clock()));
  // The platform keeps this page, so it carries plain addresses.
  const home = renderHome(
    { ...context.renderContext, isReaderKnown },
    {
      waiting: { shares: waiting.shares.filter((share) => !late.includes(share)), more: waiting.more },
      // Open shares come first; after them the sender wants to know how the others ended.
      sent: firstOf([...open.shares, ...ended.shares], open.more + ended.more),
      over: firstOf([...late, ...given.shares], given.more),
    },
  );
  return { kind: 'home', home: { ...home, sections: [...home.sections, ...blocksSection(context.renderContext, blocked, SHOWN)] } };
}

function firstOf<T>(shares: readonly T[], more: number): { readonly shares: readonly T[]; readonly more: number } {
  return { shares: shares.slice(0, SHOWN), more: more + Math.max(0, shares.length - SHOWN) };
}
