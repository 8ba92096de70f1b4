// Says in chat what the commits left to be said: draws the card from the share as it stands now, and gives it to the adapter of that person.

import type { Courier, Couriered } from '../core/keeper.ts';
import { isFirst } from '../core/life/change.ts';
import type { Message, News, PersonKey, Share, Surface } from '../core/share.ts';
import { platformOf, type Adapter, type Card, type Outbound, type Sent } from './port.ts';
import { movedCard, surfaceCard } from './say/cards.ts';
import { newsCard, pastCard } from './say/news.ts';
import type { Voice } from './say/voice.ts';
import { en, type Words } from './words.ts';

export interface CourierWorld {
  /** By platform. */
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly publicUrl: string;
  readonly words?: Words;
}

/** `old`: what the message of before says once there is a newer one. */
type Drawn = { readonly card: Card; readonly old: Card };
type NewsMessage = Extract<Message, { kind: 'news' | 'past' }>;

const REFUSED: Couriered = { ok: false, why: 'refused' };

export function createCourier({ adapters, publicUrl, words = en }: CourierWorld): Courier {
  return {
    async send(share, message) {
      const adapter = adapters.get(platformOf(addressee(share, message)));
      if (adapter === undefined) return { ok: false, why: 'elsewhere' };
      const voice: Voice = { words, platform: adapter.name, publicUrl };
      switch (message.kind) {
        case 'surface':
          return surface(adapter.out, share, message, {
            card: surfaceCard(voice, share, message.surface),
            old: movedCard(voice, share, message.surface),
          });
        case 'news':
          return news(adapter.out, share, message, {
            card: newsCard(voice, share, message.news),
            old: pastCard(voice, share, message.news),
          });
        case 'past':
          return past(adapter.out, share, message.news, pastCard(voice, share, message.news));
      }
    },
  };
}

function addressee(share: Share, message: Message): PersonKey {
  const toRecipient = message.kind === 'surface' ? message.surface === 'recipient' : message.to === 'recipient';
  return toRecipient && share.recipient ? share.recipient.key : share.sender.key;
}

async function surface(
  out: Outbound,
  share: Share,
  message: Extract<Message, { kind: 'surface' }>,
  { card, old }: Drawn,
): Promise<Couriered> {
  const ref = share.surfaces[message.surface];
  if (ref !== undefined) {
    const edited = couriered(await out.edit(ref, card));
    if (edited !== 'gone') return edited;
  }
  // Never posted, or deleted by somebody: it is put there anew. Under one name until chat says where it stands, whatever the share becomes
  // meanwhile: an answer that was lost may have left it there.
  const key = [share.id, message.surface, ...(ref === undefined ? [] : [ref])].join('.');
  const sent = await put(out, share, message.surface, card, key);
  // It may be there all the same, and be open to changes again by now: in some chats a new message opens a thread that had closed itself.
  if (sent.ok && ref !== undefined) await out.edit(ref, old);
  if (!sent.ok || isFirst(share, message)) return sent;
  // What was left there shows what the share was then.
  const shown = couriered(await out.edit(sent.ref, card));
  return shown !== 'gone' && !shown.ok && shown.why === 'later' ? shown : sent;
}

async function put(out: Outbound, share: Share, which: Surface, card: Card, key: string): Promise<Couriered> {
  switch (which) {
    case 'place':
      return share.place ? settled(await out.post(share.place, card, key)) : REFUSED;
    case 'recipient':
      return share.recipient ? settled(await out.direct(share.recipient, card, key)) : REFUSED;
    case 'sender':
      return settled(await out.direct(share.sender, card, key));
  }
}

async function news(out: Outbound, share: Share, message: NewsMessage, { card, old }: Drawn): Promise<Couriered> {
  const to = message.to === 'recipient' ? share.recipient : share.sender;
  if (to === null) return REFUSED;
  // The same was said before: only the newest message keeps its button, so that none is left behind when there is nothing to press for.
  const before = await past(out, share, message.news, old);
  if (!before.ok && before.why === 'later') return before;
  const sent = settled(await out.direct(to, card, message.id));
  // His direct messages are closed: a whisper where the card stands is better than silence.
  if (sent.ok || sent.why !== 'refused' || share.place === null) return sent;
  const whispered = settled(await out.whisper(share.place, to, card, message.id));
  // What one person sees for a moment cannot be edited: its reference leads nowhere, or to another message.
  return whispered.ok ? { ok: true, ref: '' } : whispered;
}

/** The message of that kind that stands in chat asks for nothing any more. */
async function past(out: Outbound, share: Share, which: News, card: Card): Promise<Couriered> {
  const ref = share.asking?.[which];
  return ref === undefined ? REFUSED : settled(await out.edit(ref, card));
}

function couriered(sent: Sent): Couriered | 'gone' {
  if (sent.ok) return sent;
  if (sent.why === 'gone') return 'gone';
  return { ok: false, why: sent.why, ...(sent.retryAfterMs !== undefined && { retryAfterMs: sent.retryAfterMs }) };
}

/** What cannot be there to post into is refused. */
function settled(sent: Sent): Couriered {
  const result = couriered(sent);
  return result === 'gone' ? REFUSED : result;
}
