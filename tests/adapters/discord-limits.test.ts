// Discord's rate limits and failures: nt2 waits for what passes, says nothing twice, and goes on.

import { describe, expect, it } from 'vitest';
import { FLAG } from '../fakes/discord/shapes.ts';
import type { Transport } from './discord-chat.ts';
import { LABEL, POST, CARD, status, raw, begin } from './discord-own.ts';

describe('limits and failures of Discord', () => {
  it('a rate limit is waited for by the outbox, which is told how long', async () => {
    const { chat, place } = await begin();
    chat.discord.fail(POST, { kind: 'rate limit', retryAfter: 7 });
    const sent = await chat.adapter.outbound.post(place(), CARD, 'key');
    expect(sent).toMatchObject({ ok: false, reason: 'later' });
    if (sent.ok) throw new Error('sent');
    expect(sent.retryAfterMs).toBeGreaterThanOrEqual(7_000);
    expect(sent.retryAfterMs).toBeLessThan(8_000);
  });

  it.each(['does it, then hangs', 'does it, then 500', 'half a body'] as const)('T20: what %s is not said twice', async (kind) => {
    const { chat, place, standing } = await begin();
    chat.times.call = 200;
    chat.discord.fail(POST, { kind });
    const begun = performance.now();
    expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: false, reason: 'later' });
    expect(performance.now() - begun).toBeLessThan(2_000);
    // What follows is not about patience, also on a busy machine.
    chat.times.call = 10_000;
    expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: true });
    expect(standing(chat.places.channel)).toHaveLength(1);
    // Another message is another message, there and elsewhere.
    expect(await chat.adapter.outbound.post(place(), CARD, 'key-2')).toMatchObject({ ok: true });
    expect(
      await chat.adapter.outbound.post({ ref: place().ref.replace(chat.places.channel, chat.places.thread), name: '' }, CARD, 'key'),
    ).toMatchObject({ ok: true });
    expect(standing(chat.places.channel)).toHaveLength(2);
    expect(standing(chat.places.thread)).toHaveLength(1);
  });

  it('a token that Discord refuses is not tried again for a minute', async () => {
    const { chat, place } = await begin();
    chat.discord.fail(POST, status(401));
    for (let n = 0; n < 5; n += 1)
      expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: false, reason: 'later' });
    expect(chat.discord.invalid()).toBe(1);
  });

  it('a token that Discord refused by mistake works again afterwards', async () => {
    const { chat, place } = await begin();
    chat.times.refused = 20;
    chat.discord.fail(POST, status(401));
    expect(await chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: false, reason: 'later' });
    await expect.poll(() => chat.adapter.outbound.post(place(), CARD, 'key')).toMatchObject({ ok: true });
  });

  it('a first answer that Discord does not take for a moment is given once more', async () => {
    const { chat, sender, here } = await begin('gateway');
    chat.discord.fail('POST /interactions/*/*/callback', status(500));
    expect(raw((await sender().command('nt2 help', {}, here())).message())).toContain('nt2 hands a secret');
    chat.discord.fail('POST /interactions/*/*/callback', { kind: 'does it, then 500' });
    expect(raw((await sender().command('nt2 help', {}, here())).message())).toContain('nt2 hands a secret');
    await expect.poll(() => chat.lines.join('\n')).toContain('40060');
  });

  it.each<Transport>(['gateway', 'http'])(
    'T20: a submission that takes long is acknowledged and answered when it is done, over %s',
    async (transport) => {
      const { world, chat, sender, here } = await begin(transport);
      const act = await sender().command('nt2 share', { user: chat.people.recipient }, here());
      const release = world.slow('first');
      chat.times.submission = 20_000;
      const done = await sender().submit(act.modal!, { label: LABEL });
      expect(done.first?.type).toBe(5);
      await release();
      expect(await chat.seen(done)).toMatchObject({ kind: 'private', card: { title: 'Shared with Contractor' } });
      expect(done.message()!.flags & FLAG.ephemeral).toBe(FLAG.ephemeral);
      expect(await world.made()).toHaveLength(1);
    },
  );
});
