// Shares once more what is over: the form as it was filled in then, for the person who began it. Nobody but its two people ever had the
// values, so these are typed anew. See docs/decisions/share-again.md.

import { limits } from '../../core/limits.ts';
import type { PolicyOffer } from '../../core/policy/offer.ts';
import { receiverOf } from '../../core/policy/receiver.ts';
import type { Result } from '../../core/refusal.ts';
import { isLink, type Share } from '../../core/share.ts';
import { beginningOf } from '../../core/shares/beginning.ts';
import { senderCard } from '../cards/sender.ts';
import { standingOf } from '../contacts.ts';
import type { Interaction, InteractionResponse, Line } from '../port.ts';
import { choicesOf, formatFormer, parseFormer, type Former } from '../share-form/again.ts';
import type { FormScope } from '../share-form/fields.ts';
import { shareForm } from '../share-form/render.ts';
import { interpolateText, sanitize } from '../text.ts';
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
  // A person is known here as chat knew them then. Who they are by now is asked when the form comes back.
  const standing = share.terms?.to ?? null;
  const people = begun.recipient === null || standing === null ? [] : [receiverOf(standing, begun.recipient)];
  const ask = (template: string | null): Result<PolicyOffer> =>
    shares.offer({ from: standingOf(actor), to: to === 'link' ? ['outsider'] : people, template });
  const used = share.terms?.template ?? null;
  const known = used !== null && shares.templates().some(({ name }) => name === used.name) ? ask(used.name) : null;
  const template = known?.ok ? (used?.name ?? null) : null;
  const offer = known?.ok ? known : ask(null);
  if (!offer.ok) return { kind: 'private', card: refused(context, offer) };
  const form = shareForm(renderContext, {
    people: begun.recipient === null ? [] : [{ ...begun.recipient, kind: 'member' }],
    label: begun.label,
    note: begun.note,
    place,
    former: begun.place,
    formerMs: begun.expiresInMs,
    given: { ...choicesOf(begun, place), ...(template !== null && { template }) },
    to,
    offer: offer.value,
    isUnfolded: true,
    redraws: capabilities.redrawForms,
    room: capabilities.fields,
    modalEntry,
    warning: null,
    ...(used !== null && template === null && { notice: withoutTemplate(context, used.title) }),
  });
  return { kind: 'form', form: { ...form, ref: formatFormer(form.ref, { id: share.id, replaces }) } };
}

/** The policy has that template no more, or no more for these people. */
const withoutTemplate = ({ renderContext: { messages } }: BotContext, title: string): Line => [
  interpolateText(messages.answers.templateGone, { template: sanitize(title, limits.name) }),
];

/** What the form of that share brings along: where its card stood and how long it was to wait. For its sender alone; nothing for all others, as for none. */
export async function formerOf(
  { shares }: Pick<BotContext, 'shares'>,
  { actor, ref }: Pick<Interaction & { readonly ref: string }, 'actor' | 'ref'>,
): Promise<Pick<FormScope, 'former' | 'formerMs'>> {
  const former = parseFormer(ref);
  const share = former && (await shares.find(former.id));
  if (former === null || share === null || share.asked !== undefined || share.sender.key !== actor.key) return {};
  return { former: former.replaces ? null : share.place, formerMs: beginningOf(share).expiresInMs };
}
