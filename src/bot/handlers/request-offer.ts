// What a policy leaves to a request, asked before anybody has to be named.

import type { PolicyOffer } from '../../core/policy/offer.ts';
import type { Refusal, Result } from '../../core/refusal.ts';
import { standingOf } from '../contacts.ts';
import type { Contact } from '../port.ts';
import type { BotContext } from './context.ts';

interface RequestQuestion {
  readonly asker: Contact;
  /** Null: nobody is named yet. */
  readonly giver: Contact | null;
  readonly template: string | null;
}

/** Where nobody is named yet, what is right for one of those who could be asked. */
export function offerForRequest({ shares }: BotContext, { asker, giver, template }: RequestQuestion): Result<PolicyOffer> {
  const from = giver === null ? (['member', 'guest', 'outsider'] as const) : [standingOf(giver)];
  const offers = from.map((one) => shares.offer({ from: one, to: [standingOf(asker)], template }));
  return offers.find(({ ok }) => ok) ?? (offers[0] as Refusal);
}
