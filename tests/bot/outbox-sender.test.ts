import { describe, expect, it } from 'vitest';

import { createOutboxSender } from '../../src/bot/outbox-sender.ts';
import type { Adapter, Outbound, Sent } from '../../src/bot/port.ts';
import type { OutboxMessage, Surface } from '../../src/core/share.ts';
import { shareIn, states } from './fixtures.ts';

const sent: Sent = { ok: true, ref: 'new' };
const refused: Sent = { ok: false, reason: 'refused' };

function open(answers: Partial<Record<keyof Outbound, Sent>> = {}) {
  const calls: string[] = [];
  const say =
    (name: keyof Outbound) =>
    (...args: readonly unknown[]): Promise<Sent> => {
      calls.push(`${name} ${args.filter((arg) => typeof arg === 'string').join(' ')}`.trim());
      return Promise.resolve(answers[name] ?? sent);
    };
  const outbound = {
    sendDirect: say('sendDirect'),
    post: say('post'),
    postEphemeral: say('postEphemeral'),
    update: say('update'),
  } as Outbound;
  const adapter = {
    platform: 'chatter',
    name: 'Chatter',
    capabilities: { fields: 10, rejectForms: true, redrawForms: true },
    outbound,
  } as Adapter;
  const isKnown = (): Promise<boolean> => Promise.resolve(false);
  const adapters = new Map([['chatter', adapter]]);
  const nobody = () => Promise.resolve([]);
  const deps = {
    adapters,
    publicUrl: 'https://nt2.example',
    isKnown,
    blocked: nobody,
    waitsLongest: () => false,
    find: () => Promise.resolve(null),
  };
  return { calls, courier: createOutboxSender(deps) };
}
const show = (surface: Surface): OutboxMessage => ({ id: 'k', kind: 'surface', surface });
const tell: OutboxMessage = { id: 'k', kind: 'news', news: 'accepted', to: 'sender' };

describe('the courier', () => {
  it('posts what was never posted, and edits what stands in chat', async () => {
    const { courier, calls } = open();
    const share = shareIn(states.offered);
    for (const surface of ['place', 'recipient', 'sender'] as const) await courier.send(share, { ...show(surface), id: `${share.id}.1.0` });
    await courier.send(shareIn(states.offered, { surfaces: { place: 'm7' } }), show('place'));
    expect(calls).toEqual([`post ${share.id}.place`, `sendDirect ${share.id}.recipient`, `sendDirect ${share.id}.sender`, 'update m7']);
  });

  it('T20: a card whose answer was lost goes by the same name when the share has changed since, and then shows the newest state', async () => {
    const { courier, calls } = open();
    const [before, after] = [shareIn(states.offered), shareIn(states.accepted)];
    await courier.send(before, { ...show('recipient'), id: `${before.id}.1.1` });
    expect(await courier.send(after, { ...show('recipient'), id: `${after.id}.2.1` })).toEqual(sent);
    const name = `sendDirect ${before.id}.recipient`;
    expect(calls).toEqual([name, name, 'update new']);
    // It stands there; where is not said before it shows what is.
    const later: Sent = { ok: false, reason: 'later', retryAfterMs: 900 };
    expect(await open({ update: later }).courier.send(after, show('recipient'))).toEqual(later);
    expect(await open({ update: refused }).courier.send(after, show('recipient'))).toEqual(sent);
  });

  it('posts anew what someone deleted, and passes on every other failure', async () => {
    const share = shareIn(states.ready, { surfaces: { place: 'm7' } });
    const gone = open({ update: { ok: false, reason: 'gone' } });
    expect(await gone.courier.send(share, show('place'))).toEqual(sent);
    // It may stand there after all, and can be changed again by now: then it keeps no button (R6).
    expect(gone.calls).toEqual(['update m7', `post ${share.id}.place.m7`, 'update m7', 'update new']);
    const later = open({ update: { ok: false, reason: 'later', retryAfterMs: 900 } });
    expect(await later.courier.send(share, show('place'))).toEqual({ ok: false, reason: 'later', retryAfterMs: 900 });
    const nowhere = open({ update: { ok: false, reason: 'gone' }, post: { ok: false, reason: 'gone' } });
    expect(await nowhere.courier.send(share, show('place'))).toEqual(refused);
  });

  it('whispers news where the card stands when direct messages are closed', async () => {
    const closed = open({ sendDirect: refused });
    // Nobody can come back to a whisper: what the platform calls it may be another message.
    expect(await closed.courier.send(shareIn(states.accepted), tell)).toEqual({ ok: true, ref: '' });
    expect(closed.calls).toEqual(['sendDirect k', 'postEphemeral k']);
    expect(await open({ sendDirect: refused }).courier.send(shareIn(states.accepted, { place: null }), tell)).toEqual(refused);
    // Not yet is not never.
    const later = open({ sendDirect: { ok: false, reason: 'later' } });
    expect(await later.courier.send(shareIn(states.accepted), tell)).toEqual({ ok: false, reason: 'later' });
    expect(later.calls).toEqual(['sendDirect k']);
  });

  it('U7: takes the button off a message when there is nothing to do any more, and rings nobody by it', async () => {
    const { courier, calls } = open();
    const past: OutboxMessage = { id: 'k', kind: 'past', news: 'accepted', to: 'sender' };
    expect(await courier.send(shareIn(states.ready, { asking: { accepted: 'm3' } }), past)).toEqual(sent);
    expect(await courier.send(shareIn(states.ready), past)).toEqual(refused);
    expect(calls).toEqual(['update m3']);
    // A person who has deleted it does not get it back.
    const gone = open({ update: { ok: false, reason: 'gone' } });
    expect(await gone.courier.send(shareIn(states.ready, { asking: { accepted: 'm3' } }), past)).toEqual(refused);
    expect(gone.calls).toEqual(['update m3']);
  });

  it('U7: of the same news said twice only the newest keeps a button', async () => {
    const again: OutboxMessage = { id: 'k', kind: 'news', news: 'intruder', to: 'sender' };
    const share = shareIn(states.ready, { asking: { intruder: 'm3' } });
    const { courier, calls } = open();
    expect(await courier.send(share, again)).toEqual(sent);
    expect(calls).toEqual(['update m3', 'sendDirect k']);
    const later = open({ update: { ok: false, reason: 'later' } });
    expect(await later.courier.send(share, again)).toEqual({ ok: false, reason: 'later' });
    expect(later.calls).toEqual(['update m3']);
  });

  it('what a platform has to say that this instance does not have is for another instance to say', async () => {
    const { courier, calls } = open();
    const elsewhere = shareIn(states.offered, { sender: { key: 'old:t:u' as never, name: 'Ola' }, recipient: null });
    expect(await courier.send(elsewhere, show('sender'))).toEqual({ ok: false, reason: 'elsewhere' });
    expect(calls).toEqual([]);
  });
});
