// Tells people in chat what becomes of an envelope that they own or could open.

import type { DeliveryResult } from '../core/ports/message-sender.ts';
import type { Envelope } from '../core/ports/envelope-store.ts';
import type { Person } from '../core/share.ts';
import { envelopeCard, sealAgainCard } from './cards/envelope.ts';
import { settled } from './delivery-result.ts';
import { en, type Messages } from './messages/messages.ts';
import { platformOf, type Adapter } from './port.ts';

export interface EnvelopeSender {
  /** Sent twice for one step, it appears once. */
  tell(envelope: Envelope, to: Person): Promise<DeliveryResult>;
  sealAgain(envelope: Envelope): Promise<DeliveryResult>;
}

/** @param adapters by platform */
export function createEnvelopeSender(adapters: ReadonlyMap<string, Adapter>, messages: Messages = en): EnvelopeSender {
  return {
    async tell(envelope, to) {
      const adapter = adapters.get(platformOf(to.key));
      if (adapter === undefined) return { ok: false, reason: 'elsewhere' };
      const { id, seal, asking } = envelope;
      const key = `${id}.envelope.${seal}.${asking?.n}.${asking?.step}.${to.key}`;
      return settled(await adapter.outbound.sendDirect(to, envelopeCard({ messages }, envelope, to.key), key));
    },
    async sealAgain(envelope) {
      const { id, seal, owner, members } = envelope;
      const adapter = adapters.get(platformOf(owner.key));
      if (adapter === undefined) return { ok: false, reason: 'elsewhere' };
      const card = sealAgainCard({ messages }, envelope);
      return settled(await adapter.outbound.sendDirect(owner, card, `${id}.envelope.${seal}.again.${members.length}`));
    },
  };
}
