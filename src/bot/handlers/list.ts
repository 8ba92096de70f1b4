// The private lists behind a command, a page at a time. Each is queried by state, so that ended shares never push off what waits. On platforms
// without pages of their own these cards are a person's inbox: each has the way to the other lists.

import { filtered } from '../../core/lists.ts';
import { PHASES, SIDES, type Listing, type ListPlace } from '../../core/ports/list-store.ts';
import { starterOf, type Share, type ShareId } from '../../core/share.ts';
import { mineCard } from '../cards/answers.ts';
import { isStateList, LIST_NAMES, listCard, ON_PAGE, type ListName } from '../cards/list.ts';
import type { Card, Interaction } from '../port.ts';
import { isOver, signInUrl, type BotContext } from './context.ts';

// As many lines as one private card holds, with a button to the next page; fewer with those to the other lists and to the page.
const SHOWN = 9;
const SHOWN_BESIDE = 6;

function listingOf(name: ListName, limit: number, before: ListPlace | null): Listing {
  if (isStateList(name)) return filtered({ states: [name], terms: [], since: 0 }, limit, before);
  return name === 'revoke' ? { sides: ['sent'], phases: ['open'], before, limit } : { sides: SIDES, phases: PHASES, before, limit };
}

/** What waits for this person; where nothing does, what waits for others. */
export async function listWaiting(context: BotContext, interaction: Interaction): Promise<Card> {
  const limit = 1;
  const mine = await atMost(context, interaction, { name: 'mine', before: null, limit });
  const others = mine.shares.length > 0 ? mine : await atMost(context, interaction, { name: 'others', before: null, limit });
  return list(context, interaction, mine.shares.length === 0 && others.shares.length > 0 ? 'others' : 'mine');
}

/** `before`: the last one that was shown; null: from the beginning. */
export async function list(context: BotContext, interaction: Interaction, name: ListName, before: ListPlace | null = null): Promise<Card> {
  const limit = isStateList(name) ? SHOWN_BESIDE : SHOWN;
  const isMine = (share: Share): boolean => starterOf(share).key === interaction.actor.key;
  const [all, isReaderKnown] = await Promise.all([
    atMost(context, interaction, { name, before, limit }),
    context.isKnown(interaction.actor.key),
  ]);
  // Leave room for the button.
  const shares = all.more > 0 ? all.shares.slice(0, limit - 1) : all.shares;
  const [last, more] = [shares.at(-1), all.shares.length - shares.length + all.more];
  const next = more > 0 && last !== undefined ? refOf(name, { id: last.id, at: last.createdAt }) : null;
  return listCard({ ...context.renderContext, isReaderKnown }, name, { shares, isMine, next, more, isFirst: before === null });
}

/** To all of it on a page, by a single-use link for the person who pressed: no list carries one. */
async function linkToMine(context: BotContext, interaction: Interaction): Promise<Card> {
  return mineCard(context.renderContext, await signInUrl(context, interaction, null, '/mine'));
}

/** From a button to what follows, to another list, or to the page. */
export function more(context: BotContext, interaction: Extract<Interaction, { kind: 'action' }>): Promise<Card> {
  if (interaction.ref === ON_PAGE) return linkToMine(context, interaction);
  const { name, before } = parseRef(interaction.ref);
  return name === null ? listWaiting(context, interaction) : list(context, interaction, name, before);
}

function fits(context: BotContext, name: ListName, share: Share): boolean {
  if (name === 'receipt' || name === 'unread' || name === 'ended') return true;
  // Not what has expired and is not swept yet. What a recipient has on the screen cannot be taken back.
  return !isOver(share, context.clock()) && (name !== 'revoke' || share.state.status !== 'claimed');
}

interface Page {
  readonly name: ListName;
  readonly before: ListPlace | null;
  readonly limit: number;
}

/** Loads pages until enough shares fit, or until there are no more. */
async function atMost(context: BotContext, { tenant, actor }: Interaction, { name, limit, ...page }: Page) {
  const found: Share[] = [];
  for (let { before } = page; ;) {
    const part = await context.shares.list(tenant, actor.key, listingOf(name, limit - found.length, before));
    found.push(...part.shares.filter((share) => fits(context, name, share)));
    before = part.last;
    if (before === null || found.length >= limit) return { shares: found, more: part.more };
  }
}

const refOf = (name: ListName, { at, id }: ListPlace): string => `${name}.${at}.${id}`;

/** An invalid reference starts from the beginning, as do those of cards from before there were lists by state. */
function parseRef(ref: string): { readonly name: ListName | null; readonly before: ListPlace | null } {
  const [, named = '', at, id] = /^([a-z]+)(?:\.(\d{1,15})\.([a-z2-7]{32}))?$/.exec(ref) ?? [];
  const name = LIST_NAMES.find((one) => one === named) ?? null;
  return { name, before: name === null || at === undefined || id === undefined ? null : { at: Number(at), id: id as ShareId } };
}
