// Sends and edits messages. A call is repeated here only when Slack certainly did not carry it out: the outbox retries with the same
// key, and Slack posts each client_msg_id once. See docs/decisions/slack-client-msg-id.md.

import { createHash } from 'node:crypto';
import * as z from 'zod';

import type { Card, Outbound, Sent } from '../../bot/port.ts';
import type { Person, Place } from '../../core/share.ts';
import { personIn, parseRef, refOf } from './config.ts';
import { failed, classifyError, REINSTALL_RETRY_MS } from './delivery-errors.ts';
import { renderMessage } from './render.ts';
import type { Api, Called } from './web-api.ts';
import type { Installation, Installations } from './installations/installations.ts';

interface OutboundDeps {
  readonly api: Api;
  readonly installations: Pick<Installations, 'byTenant'>;
  /** Codes of Slack and fixed words only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  /** Slack's error for a direct message; null when Slack took it. */
  readonly onDirect: (error: string | null) => void;
}

const REFUSED: Sent = { ok: false, reason: 'refused' };
const NOBODY: Sent = { ok: false, reason: 'later', retryAfterMs: REINSTALL_RETRY_MS };
const QUIET = { unfurl_links: false, unfurl_media: false, mrkdwn: false } as const;
const MOST_DIRECTS = 10_000;

const opened = z.object({ channel: z.object({ id: z.string() }) });
const posted = z.object({ channel: z.string(), ts: z.string() });

/** The key as a UUID of version 8, which is for hashes: the first 16 bytes of SHA-256. */
function clientMsgId(key: string): string {
  const bytes = createHash('sha256').update(`nt2/slack\n${key}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function createOutbound({ api, installations, log, onDirect }: OutboundDeps): Outbound {
  /** Channel of a person's direct messages, by their key. */
  const directs = new Map<string, string>();

  async function teamOf(tenant: string): Promise<Installation | null> {
    try {
      return await installations.byTenant(tenant);
    } catch {
      log('slack.no_installation', { code: 'server.fault' });
      return null;
    }
  }

  /** `gone` is for messages to edit. Posting into a place that is gone is refused. */
  const settled = (told: Sent): Sent => (!told.ok && told.reason === 'gone' ? REFUSED : told);

  function no(method: string, called: Extract<Called, { ok: false }>): Sent {
    const { error } = called;
    log('slack.not_sent', { type: method, code: classifyError(error) === undefined ? 'unknown' : error });
    return failed(called);
  }

  async function send(team: Installation, to: { channel: string; thread: string | null }, card: Card, key: string): Promise<Called> {
    return api(team.token, 'chat.postMessage', {
      channel: to.channel,
      ...(to.thread !== null && { thread_ts: to.thread }),
      ...renderMessage(card),
      ...QUIET,
      client_msg_id: clientMsgId(key),
    });
  }

  function sent(tenant: string, called: Called): Sent {
    if (!called.ok) return settled(no('chat.postMessage', called));
    const read = posted.safeParse(called.data);
    return read.success ? { ok: true, ref: refOf(tenant, read.data.channel, read.data.ts) } : { ok: false, reason: 'later' };
  }

  async function openDirect(team: Installation, user: string): Promise<Called | string> {
    const called = await api(team.token, 'conversations.open', { users: user });
    if (!called.ok) return called;
    const read = opened.safeParse(called.data);
    return read.success ? read.data.channel.id : { ok: false, error: 'unreachable' };
  }

  async function direct(to: Person, card: Card, key: string): Promise<Sent> {
    const person = personIn(to.key);
    if (person === null) return REFUSED;
    const team = await teamOf(person.tenant);
    if (team === null) return NOBODY;
    const known = directs.get(to.key);
    const channel = known ?? (await openDirect(team, person.user));
    if (typeof channel !== 'string') {
      if (!channel.ok) onDirect(channel.error);
      return channel.ok ? REFUSED : settled(no('conversations.open', channel));
    }
    const called = await send(team, { channel, thread: null }, card, key);
    if (called.ok) {
      if (directs.size >= MOST_DIRECTS) directs.clear();
      directs.set(to.key, channel);
    } else directs.delete(to.key);
    onDirect(called.ok ? null : called.error);
    // The conversation is gone; the person may have a new one.
    if (!called.ok && called.error === 'channel_not_found' && known !== undefined) return direct(to, card, key);
    return sent(person.tenant, called);
  }

  async function takeAway(team: Installation, at: { readonly channel: string; readonly ts: string }): Promise<void> {
    const called = await api(team.token, 'chat.delete', at);
    if (!called.ok) no('chat.delete', called);
  }

  return {
    sendDirect: direct,

    async post(place: Place, card: Card, key: string): Promise<Sent> {
      const ref = parseRef(place.ref);
      const team = ref && (await teamOf(ref.tenant));
      if (ref === null) return REFUSED;
      return team === null ? NOBODY : sent(ref.tenant, await send(team, { channel: ref.channel, thread: ref.ts }, card, key));
    },

    async postEphemeral(place: Place, to: Person, card: Card): Promise<Sent> {
      const ref = parseRef(place.ref);
      const person = personIn(to.key);
      if (ref === null || person?.tenant !== ref.tenant) return REFUSED;
      const team = await teamOf(ref.tenant);
      if (team === null) return NOBODY;
      const called = await api(team.token, 'chat.postEphemeral', {
        channel: ref.channel,
        user: person.user,
        ...(ref.ts !== null && { thread_ts: ref.ts }),
        ...renderMessage(card),
      });
      return called.ok ? { ok: true, ref: place.ref } : settled(no('chat.postEphemeral', called));
    },

    async update(message: string, card: Card): Promise<Sent> {
      const ref = parseRef(message);
      if (ref === null || ref.ts === null) return { ok: false, reason: 'gone' };
      const team = await teamOf(ref.tenant);
      if (team === null) return NOBODY;
      const { channel, ts } = ref;
      const called = await api(team.token, 'chat.update', { channel, ts, ...renderMessage(card) });
      if (called.ok) return { ok: true, ref: message };
      const told = no('chat.update', called);
      // A card that cannot be edited would keep saying what is no longer true: delete it, so that the outbox posts a new one.
      if (called.error === 'edit_window_closed' || called.error === 'cant_update_message') await takeAway(team, { channel, ts });
      return told;
    },
  };
}
