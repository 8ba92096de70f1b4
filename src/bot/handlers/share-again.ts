// Shares once more what is over: the form as it was filled in then, for the person who began it. Nobody but its two people ever had the
// values, so these are typed anew. See docs/decisions/share-again.md.

import { isLink, type Place, type Share } from '../../core/share.ts';
import { beginningOf } from '../../core/shares/beginning.ts';
import { senderCard } from '../cards/sender.ts';
import { standingOf } from '../contacts.ts';
import type { Interaction, InteractionResponse } from '../port.ts';
import { choicesOf, formatFormer, parseFormer, type Former } from '../share-form/again.ts';
import { shareForm } from '../share-form/render.ts';
import { isOver, privately, refused, type BotContext } from './context.ts';

type Press = Extract<Interaction, { kind: 'action' }>;

/** An old button may still stand in chat while the share goes on: its card says how it stands. */
export async function shareAgain(context: BotContext, interaction: Press, share: Share): Promise<InteractionResponse> {
  if (!isOver(share, context.clock())) return privately(context, interaction, share, senderCard(context.renderContext, share));
  return filledIn(context, interaction, { share, replaces: false });
}

/** The form with what this share was begun with, as far as the policy has it still. */
export function filledIn(
  context: BotContext,
  { actor, place }: Press,
  { share, replaces }: Pick<Former, 'replaces'> & { readonly share: Share },
): InteractionResponse {
  const { renderContext, capabilities, modalEntry, shares } = context;
  const begun = beginningOf(share);
  const to = isLink(begun.mode) ? 'link' : 'people';
  const used = share.terms?.template?.name;
  const template = shares.templates().find(({ name }) => name === used)?.name ?? null;
  // A person is known here as chat knew them then. Who they are by now is asked when the form comes back.
  const standing = share.terms?.to ?? null;
  const offer = shares.offer({
    from: standingOf(actor),
    to: to === 'link' ? ['outsider'] : begun.recipient === null || standing === null ? [] : [standing],
    template,
  });
  if (!offer.ok) return { kind: 'private', card: refused(context, offer) };
  const form = shareForm(renderContext, {
    people: begun.recipient === null ? [] : [{ ...begun.recipient, kind: 'member' }],
    label: begun.label,
    note: begun.note,
    place,
    former: begun.place,
    given: { ...choicesOf(begun, place), ...(template !== null && { template }) },
    to,
    offer: offer.value,
    isUnfolded: true,
    redraws: capabilities.redrawForms,
    room: capabilities.fields,
    modalEntry,
    warning: null,
  });
  return { kind: 'form', form: { ...form, ref: formatFormer(form.ref, { id: share.id, replaces }) } };
}

/** Where the card of that share stood. Only its sender is told, and can post there once more; null for all others, as for none. */
export async function formerPlace(
  { shares }: Pick<BotContext, 'shares'>,
  { actor, ref }: Pick<Interaction & { readonly ref: string }, 'actor' | 'ref'>,
): Promise<Place | null> {
  const former = parseFormer(ref);
  if (former === null || former.replaces) return null;
  const share = await shares.find(former.id);
  return share !== null && share.asked === undefined && share.sender.key === actor.key ? share.place : null;
}
