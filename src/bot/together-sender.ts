// Sends the sender's one card for several people. Each of their shares asks for it when it changes, on whichever instance, so all of them
// find the one message that stands in chat, and nobody leaves it with less than the store says. No share is its only keeper: each knows the message.
// See docs/decisions/several-people-on-one-page.md.

import type { DeliveryResult } from '../core/ports/message-sender.ts';
import type { MessageRef, Share, ShareId } from '../core/share.ts';
import { movedCard } from './cards/surface.ts';
import { togetherCard } from './cards/together.ts';
import { settled, toDeliveryResult } from './delivery-result.ts';
import type { Card, Outbound } from './port.ts';
import type { RenderContext } from './render-context.ts';

interface TogetherDeps {
  readonly out: Outbound;
  readonly context: RenderContext;
  readonly find: (id: ShareId) => Promise<Share | null>;
}

type Members = readonly [Share, ...Share[]];

/** Meanwhile another share of the form posts the card. */
const WAIT: DeliveryResult = { ok: false, reason: 'later', retryAfterMs: 500 };
/** So often the card is drawn anew at once, because some share changed while it was sent. */
const ROUNDS = 5;

export async function sendTogether(deps: TogetherDeps, share: Share, ids: readonly ShareId[]): Promise<DeliveryResult> {
  const { out, context, find } = deps;
  const load = async (): Promise<Members> => {
    const found = await Promise.all(ids.map(async (id) => (await find(id)) ?? (id === share.id ? share : null)));
    const [first, ...more] = found.filter((one): one is Share => one !== null && isMember(one, share));
    return first === undefined ? [share] : [first, ...more];
  };
  const members = await load();
  const card = togetherCard(context, members);
  const known = knownRefs(members);
  for (const [at, ref] of known.entries()) {
    const edited = toDeliveryResult(await out.update(ref, card));
    if (edited === 'gone') continue;
    if (!edited.ok) return edited;
    // Shares of an earlier version had a card each.
    for (const old of known.slice(at + 1)) await out.update(old, movedCard(context, card));
    return settle(deps, { share, load, ref, card });
  }
  // One of them posts it, the first that has it on its way.
  const first = members.find((one) => one.id === share.id || asksForCard(one));
  if (known.length === 0 && first !== undefined && first.id !== share.id) return WAIT;
  const key = [ids[0] ?? share.id, 'sender', ...known.slice(0, 1)].join('.');
  const sent = settled(await out.sendDirect(share.sender, card, key));
  if (!sent.ok) return sent;
  // The old message may still exist and be editable again.
  for (const old of known) await out.update(old, movedCard(context, card));
  // With the same key the platform may have kept an earlier card: bring it up to date.
  const shown = toDeliveryResult(await out.update(sent.ref, card));
  return shown === 'gone' || shown.ok ? settle(deps, { share, load, ref: sent.ref, card }) : shown.reason === 'later' ? shown : sent;
}

/** What was erased is on no card any more. */
const isMember = (one: Share, { sender }: Share): boolean =>
  one.sender.key === sender.key && one.together !== undefined && one.parties.opening !== '';

/** Where the card may stand: as a rule one place. Of several the newest comes first. */
const knownRefs = (members: Members): readonly MessageRef[] => [
  ...new Set(members.toReversed().flatMap(({ surfaces }) => surfaces.sender ?? [])),
];

const asksForCard = ({ outbox }: Share): boolean => outbox.some((message) => message.kind === 'surface' && message.surface === 'sender');

interface Standing {
  readonly share: Share;
  readonly load: () => Promise<Members>;
  readonly ref: MessageRef;
  readonly card: Card;
}

/** Another instance may have drawn a newer card before this one arrived: the last one to edit looks whether it is true. */
async function settle({ out, context }: TogetherDeps, { share, load, ref, card }: Standing): Promise<DeliveryResult> {
  let shown = JSON.stringify(card);
  for (let round = 0; round < ROUNDS; round += 1) {
    const members = await load();
    const next = togetherCard(context, members);
    if (JSON.stringify(next) === shown) {
      const also = members.filter(({ id, surfaces }) => id !== share.id && surfaces.sender !== ref).map(({ id }) => id);
      return { ok: true, ref, ...(also.length > 0 && { also }) };
    }
    shown = JSON.stringify(next);
    const edited = toDeliveryResult(await out.update(ref, next));
    if (edited === 'gone' || !edited.ok) return edited === 'gone' ? WAIT : edited;
  }
  return WAIT;
}
