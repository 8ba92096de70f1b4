// The private lists behind a command, a page at a time. Open shares are queried as such, so that ended ones never push them off the page.

import { PHASES, SIDES, type Listing, type ListPlace } from '../../core/ports/list-store.ts';
import { starterOf, type Share, type ShareId } from '../../core/share.ts';
import type { Card, Interaction } from '../port.ts';
import { listCard, type ListVerb } from '../cards/list.ts';
import { isOver, type BotContext } from './context.ts';

// As many as one private card holds, with a button to the next page.
const SHOWN = 10;

const WHAT = {
  list: { sides: SIDES, phases: ['open'] },
  revoke: { sides: ['sent'], phases: ['open'] },
  receipt: { sides: SIDES, phases: PHASES },
} as const satisfies Record<ListVerb, Pick<Listing, 'sides' | 'phases'>>;

/** `before`: the last one that was shown; null: from the beginning. */
export async function list(context: BotContext, interaction: Interaction, verb: ListVerb, before: ListPlace | null = null): Promise<Card> {
  const isMine = (share: Share): boolean => starterOf(share).key === interaction.actor.key;
  const all = await atMost(context, interaction, { ...WHAT[verb], before, limit: SHOWN }, (share) => fits(context, verb, share));
  // Leave room for the button.
  const shares = all.more > 0 ? all.shares.slice(0, SHOWN - 1) : all.shares;
  const [last, more] = [shares.at(-1), all.shares.length - shares.length + all.more];
  const next = more > 0 && last !== undefined ? refOf(verb, { id: last.id, at: last.createdAt }) : null;
  return listCard(context.renderContext, verb, { shares, isMine, next, more, isFirst: before === null });
}

/** From the button behind a list. */
export function more(context: BotContext, interaction: Extract<Interaction, { kind: 'action' }>): Promise<Card> {
  const { verb, before } = parseRef(interaction.ref);
  return list(context, interaction, verb, before);
}

function fits(context: BotContext, verb: ListVerb, share: Share): boolean {
  if (verb === 'receipt') return true;
  // Not what has expired and is not swept yet. What a recipient has on the screen cannot be taken back.
  return !isOver(share, context.clock()) && (verb === 'list' || share.state.status !== 'claimed');
}

/** Loads pages until enough shares fit, or until there are no more. */
async function atMost({ shares }: BotContext, { tenant, actor }: Interaction, listing: Listing, fit: (share: Share) => boolean) {
  const found: Share[] = [];
  for (let { before } = listing; ;) {
    const page = await shares.list(tenant, actor.key, { ...listing, before, limit: listing.limit - found.length });
    found.push(...page.shares.filter(fit));
    before = page.last;
    if (before === null || found.length >= listing.limit) return { shares: found, more: page.more };
  }
}

const refOf = (verb: ListVerb, { at, id }: ListPlace): string => `${verb}.${at}.${id}`;

/** An invalid reference starts from the beginning. */
function parseRef(ref: string): { readonly verb: ListVerb; readonly before: ListPlace | null } {
  const [, verb = 'list', at, id] = /^(list|revoke|receipt)(?:\.(\d{1,15})\.([a-z2-7]{32}))?$/.exec(ref) ?? [];
  return { verb: verb as ListVerb, before: at === undefined || id === undefined ? null : { at: Number(at), id: id as ShareId } };
}
