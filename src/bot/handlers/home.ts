// Fills a person's own page, by how shares stand for them: what waits for them and for others, what expired unopened, what has ended, and
// whom they blocked.

import { filtered } from '../../core/lists.ts';
import type { ListState } from '../../core/ports/list-store.ts';
import { starterOf } from '../../core/share.ts';
import { blocksSection } from '../cards/blocks.ts';
import { renderHome, type HomeList } from '../cards/home.ts';
import type { Interaction, InteractionResponse } from '../port.ts';
import { isOver, type BotContext } from './context.ts';

/** At most so many cards per section: a platform's page has limited room. */
const SHOWN = { mine: 10, others: 10, unread: 5, ended: 5 } as const satisfies Record<ListState, number>;
const BLOCKED = 10;

export async function onHome(context: BotContext, { tenant, actor }: Interaction): Promise<InteractionResponse> {
  const ask = async (state: ListState): Promise<HomeList> => {
    const found = await context.shares.list(tenant, actor.key, filtered({ states: [state], terms: [], since: 0 }, SHOWN[state]));
    // What is past its time waits for nobody: the sweeper ends it within a second.
    const waits = state === 'mine' || state === 'others';
    return { shares: found.shares.filter((share) => !(waits && isOver(share, context.clock()))), more: found.more };
  };
  const [mine, others, unread, ended, blocked, isReaderKnown] = await Promise.all([
    ask('mine'),
    ask('others'),
    ask('unread'),
    ask('ended'),
    context.shares.blocked(tenant, actor.key),
    context.isKnown(actor.key),
  ]);
  // The platform keeps this page, so it carries plain addresses.
  const home = renderHome(
    { ...context.renderContext, isReaderKnown, blocked: new Set(blocked.map(({ key }) => key)) },
    { lists: { mine, others, unread, ended }, isMine: (share) => starterOf(share).key === actor.key },
  );
  return { kind: 'home', home: { ...home, sections: [...home.sections, ...blocksSection(context.renderContext, blocked, BLOCKED)] } };
}
