// Sends and edits messages. Each is one card and no text beside it: of text and card Teams makes two messages, which have no name and
// cannot be edited.

import * as z from 'zod';

import type { Card, Outbound, Sent } from '../../bot/port.ts';
import { parseRef, refOf, userOf } from './config.ts';
import type { OpenDirect } from './direct.ts';
import { renderCard, type AdaptiveCard } from './render.ts';
import type { Reply, Rest } from './rest-api.ts';

const REFUSED: Sent = { ok: false, reason: 'refused' };
const created = z.object({ id: z.string().min(1).max(200) });

interface OutboundDeps {
  readonly tenant: string;
  readonly rest: Rest;
  readonly openDirect: OpenDirect;
  /** Codes of Microsoft's and fixed words only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export interface TeamsOutbound {
  readonly outbound: Outbound;
  readonly postCard: (conversation: string, card: AdaptiveCard, fallback: string) => Promise<Reply<{ readonly id: string }>>;
}

export function createOutbound({ tenant, rest, openDirect, log }: OutboundDeps): TeamsOutbound {
  const drawing = { tenant, inDialog: false, top: false };

  async function postCard(conversation: string, card: AdaptiveCard, fallback: string) {
    return noted(
      await rest.call('POST', ['conversations', conversation, 'activities'], { body: activityOf(card, fallback), schema: created }),
    );
  }

  function noted<T>(reply: Reply<T>): Reply<T> {
    if (!reply.ok) log('teams.unsent', { type: reply.reason, code: reply.code === '' ? String(reply.status) : reply.code });
    return reply;
  }

  async function post(conversation: string, card: Card): Promise<Sent> {
    const sent = await postCard(conversation, renderCard(card, drawing), card.fallback);
    return sent.ok ? { ok: true, ref: refOf(tenant, conversation, sent.value.id) } : failed(sent);
  }

  const outbound: Outbound = {
    async sendDirect(to, card) {
      const user = userOf(tenant, to);
      if (user === null) return REFUSED;
      const direct = noted(await openDirect(user));
      return direct.ok ? post(direct.value, card) : failed(direct);
    },
    async post(place, card) {
      const where = parseRef(tenant, place.ref);
      return where === null || where.activity !== '' ? REFUSED : post(where.conversation, card);
    },
    // Teams keeps even a message for one person, so only a dialog is private.
    postEphemeral: async () => REFUSED,
    async update(ref, card) {
      const where = parseRef(tenant, ref);
      if (where === null || where.activity === '') return { ok: false, reason: 'gone' };
      const path = ['conversations', where.conversation, 'activities', where.activity];
      const body = { ...activityOf(renderCard(card, drawing), card.fallback), id: where.activity };
      const edited = noted(await rest.call('PUT', path, { body, schema: z.unknown() }));
      return edited.ok ? { ok: true, ref } : failed(edited);
    },
  };
  return { outbound, postCard };
}

/** `summary` is what the notification shows. */
const activityOf = (card: AdaptiveCard, summary: string) => ({
  type: 'message',
  summary,
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
});

const failed = ({ reason, retryAfterMs }: Extract<Reply<never>, { ok: false }>): Sent => ({
  ok: false,
  reason,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
