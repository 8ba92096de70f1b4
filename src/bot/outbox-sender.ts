// Sends the messages that commits left in the outbox: draws the card from the share as it stands now, and hands it to the adapter of its reader.

import type { ChatMessage, DeliveryResult, MessageSender } from '../core/ports/message-sender.ts';
import { isInitialMessage } from '../core/lifecycle/transitions.ts';
import { awaitsApproval } from '../core/share.ts';
import type { OutboxMessage, NotificationKind, Person, PersonKey, Share, ShareId, Surface } from '../core/share.ts';
import { REFUSED, settled, toDeliveryResult } from './delivery-result.ts';
import { platformOf, type Adapter, type Card, type Outbound } from './port.ts';
import { approvalCard, questionKey } from './cards/approval.ts';
import { notificationCard, staleNotificationCard } from './cards/notification.ts';
import { cardFor, movedCard } from './cards/surface.ts';
import { offersBlock } from './cards/parts.ts';
import { NOBODY, type RenderContext } from './render-context.ts';
import { sendOnce } from './send-once.ts';
import { sendTogether } from './together-sender.ts';
import { en, type Messages } from './messages/messages.ts';

export interface OutboxSenderDeps {
  /** By platform. */
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly publicUrl: string;
  /** Whether some browser is known for this person. */
  readonly isKnown: (person: PersonKey) => Promise<boolean>;
  /** Whom a person has blocked. */
  readonly blocked: (person: PersonKey) => Promise<readonly Person[]>;
  readonly waitsLongest: RenderContext['waitsLongest'];
  /** A share as it stands now; null: none of that id is remembered. */
  readonly find: (id: ShareId) => Promise<Share | null>;
  readonly messages?: Messages;
}

/** `old`: what the previous message says once there is a newer one. */
type Drawn = { readonly card: Card; readonly old: Card };
type NewsMessage = Extract<OutboxMessage, { kind: 'news' | 'past' }>;

export function createOutboxSender({
  adapters,
  publicUrl,
  isKnown,
  blocked,
  waitsLongest,
  find,
  messages = en,
}: OutboxSenderDeps): MessageSender {
  return {
    async send(share, message) {
      // It is told to no chat.
      if (message.kind === 'rotation') return { ok: false, reason: 'elsewhere' };
      const reader = addressee(share, message);
      const adapter = adapters.get(platformOf(reader));
      if (adapter === undefined) return { ok: false, reason: 'elsewhere' };
      // The card in a channel has many readers.
      const isReaderKnown = isForOne(message) && (await isKnown(reader));
      const context: RenderContext = {
        messages,
        platform: adapter.name,
        publicUrl,
        isReaderKnown,
        waitsLongest,
        blocked: isForOne(message) && offersBlock(share) ? keysOf(await blocked(reader)) : NOBODY,
        signIn: adapter.capabilities.signsIn,
      };
      if (adapter.capabilities.edits === false) return sendOnce({ out: adapter.outbound, context }, share, message);
      switch (message.kind) {
        case 'surface': {
          if (message.surface === 'sender' && share.together !== undefined)
            return sendTogether({ out: adapter.outbound, context, find }, share, share.together);
          const card = cardFor(context, share, message.surface);
          return surface(adapter.outbound, share, message, { card, old: movedCard(context, card) });
        }
        case 'news':
          return news(adapter.outbound, share, message, {
            card: notificationCard(context, share, message.news),
            old: staleNotificationCard(context, share, message.news),
          });
        case 'past':
          return past(adapter.outbound, share, message.news, staleNotificationCard(context, share, message.news));
        case 'approval':
          return approval(adapter.outbound, share, message, approvalCard(context, share, message.to));
      }
    },
  };
}

const keysOf = (people: readonly Person[]): ReadonlySet<PersonKey> => new Set(people.map(({ key }) => key));

const isForOne = (message: ChatMessage): boolean => message.kind !== 'surface' || message.surface !== 'place';

function addressee(share: Share, message: ChatMessage): PersonKey {
  if (message.kind === 'approval') return message.to;
  const toRecipient = message.kind === 'surface' ? message.surface === 'recipient' : message.to === 'recipient';
  return toRecipient && share.recipient ? share.recipient.key : share.sender.key;
}

async function surface(
  out: Outbound,
  share: Share,
  message: Extract<OutboxMessage, { kind: 'surface' }>,
  { card, old }: Drawn,
): Promise<DeliveryResult> {
  const ref = share.surfaces[message.surface];
  if (ref !== undefined) {
    const edited = toDeliveryResult(await out.update(ref, card));
    if (edited !== 'gone') return edited;
  }
  // Never posted, or deleted in chat: post it. The key stays the same until the platform has confirmed it, because a lost answer may mean
  // that the message was posted.
  const key = [share.id, message.surface, ...(ref === undefined ? [] : [ref])].join('.');
  const sent = await put(out, share, message.surface, card, key);
  // The old message may still exist and be editable again: in some chats a new message reopens a thread that had closed itself.
  if (sent.ok && ref !== undefined) await out.update(ref, old);
  if (!sent.ok || isInitialMessage(share, message)) return sent;
  // With the same key the platform may have kept an earlier card: bring it up to date.
  const shown = toDeliveryResult(await out.update(sent.ref, card));
  return shown !== 'gone' && !shown.ok && shown.reason === 'later' ? shown : sent;
}

async function put(out: Outbound, share: Share, which: Surface, card: Card, key: string): Promise<DeliveryResult> {
  switch (which) {
    case 'place':
      return share.place ? settled(await out.post(share.place, card, key)) : REFUSED;
    case 'recipient':
      return share.recipient ? settled(await out.sendDirect(share.recipient, card, key)) : REFUSED;
    case 'sender':
      return settled(await out.sendDirect(share.sender, card, key));
  }
}

async function news(out: Outbound, share: Share, message: NewsMessage, { card, old }: Drawn): Promise<DeliveryResult> {
  const to = message.to === 'recipient' ? share.recipient : share.sender;
  if (to === null) return REFUSED;
  // Only the newest message of a kind keeps its button, so that no button stays behind when there is nothing left to press for.
  const before = await past(out, share, message.news, old);
  if (!before.ok && before.reason === 'later') return before;
  const sent = settled(await out.sendDirect(to, card, message.id));
  // Their direct messages are closed: a message that only they see, where the card stands, is better than silence.
  if (sent.ok || sent.reason !== 'refused' || share.place === null) return sent;
  const whispered = settled(await out.postEphemeral(share.place, to, card, message.id));
  // An ephemeral message cannot be edited: its reference leads nowhere, or to another message.
  return whispered.ok ? { ok: true, ref: '' } : whispered;
}

/** The question to a second person, which is edited in place once it is answered, by whichever of them. */
async function approval(
  out: Outbound,
  share: Share,
  { to }: Extract<OutboxMessage, { kind: 'approval' }>,
  card: Card,
): Promise<DeliveryResult> {
  const before = share.approval?.asked.find(({ key }) => key === to)?.message;
  if (before !== undefined) return settled(await out.update(before, card));
  // The key stays the same: a lost answer may mean that it was posted. Then the platform may have kept the card as it was.
  const sent = settled(await out.sendDirect({ key: to, name: '' }, card, questionKey(share, to)));
  if (!sent.ok || awaitsApproval(share)) return sent;
  const shown = toDeliveryResult(await out.update(sent.ref, card));
  return shown !== 'gone' && !shown.ok && shown.reason === 'later' ? shown : sent;
}

/** Edits the previous message of that kind so that it asks for nothing. */
async function past(out: Outbound, share: Share, which: NotificationKind, card: Card): Promise<DeliveryResult> {
  const ref = share.asking?.[which];
  return ref === undefined ? REFUSED : settled(await out.update(ref, card));
}
