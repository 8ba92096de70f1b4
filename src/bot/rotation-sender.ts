// Asks the owner of a rotation in chat, and says on the message that asked how it ended.

import type { DeliveryResult } from '../core/ports/message-sender.ts';
import type { Rotation } from '../core/ports/rotation-store.ts';
import type { Offboarding } from '../core/offboarding/record.ts';
import type { PersonKey } from '../core/share.ts';
import { offboardingCard } from './cards/offboarding.ts';
import { closedRotationCard, rotationCard } from './cards/rotation.ts';
import { settled } from './delivery-result.ts';
import { en, type Messages } from './messages/messages.ts';
import { platformOf, type Adapter } from './port.ts';
import { NOBODY, type RenderContext } from './render-context.ts';

export interface RotationSender {
  /** Sent twice for one version of the question, it appears once. */
  ask(rotation: Rotation, now: number): Promise<DeliveryResult>;
  /** Draws the message that asked anew. */
  close(rotation: Rotation): Promise<DeliveryResult>;
  /** Of an offboarding that is not finished. */
  remind(offboarding: Offboarding, now: number): Promise<DeliveryResult>;
}

interface SenderDeps {
  /** By platform. */
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly publicUrl: string;
  readonly messages?: Messages;
}

export function createRotationSender({ adapters, publicUrl, messages = en }: SenderDeps): RotationSender {
  const platformFor = (person: PersonKey): Adapter | undefined => adapters.get(platformOf(person));
  const contextOf = ({ name, capabilities }: Adapter): RenderContext => ({
    messages,
    platform: name,
    publicUrl,
    isReaderKnown: false,
    waitsLongest: () => false,
    blocked: NOBODY,
    signIn: capabilities.signsIn,
  });
  return {
    async ask(rotation, now) {
      const adapter = platformFor(rotation.owner.key);
      if (adapter === undefined) return { ok: false, reason: 'elsewhere' };
      const key = `${rotation.id}.rotation.${rotation.owner.key}.${rotation.dueAt}.${rotation.asked}`;
      return settled(await adapter.outbound.sendDirect(rotation.owner, rotationCard(contextOf(adapter), rotation, now), key));
    },
    async remind(found, now) {
      const adapter = platformFor(found.by.key);
      if (adapter === undefined) return { ok: false, reason: 'elsewhere' };
      const card = offboardingCard(contextOf(adapter), found, now);
      return settled(await adapter.outbound.sendDirect(found.by, card, `${found.id}.offboarding.${found.asked}`));
    },
    async close(rotation) {
      const adapter = platformFor(rotation.owner.key);
      if (adapter === undefined) return { ok: false, reason: 'elsewhere' };
      if (rotation.message === undefined || adapter.capabilities.edits === false) return { ok: false, reason: 'refused' };
      return settled(await adapter.outbound.update(rotation.message, closedRotationCard(contextOf(adapter), rotation)));
    },
  };
}
