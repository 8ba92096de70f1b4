// Requests by link: who may put something in, once, and what strangers learn.

import { describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../src/crypto/bytes.ts';
import { newRequestSecret, requestGate } from '../../src/crypto/keys/request-link.ts';
import { limits } from '../../src/core/limits.ts';
import { OUTSIDER, type PersonKey } from '../../src/core/share.ts';
import { accepting, claiming, newBrowser } from '../support/actors.ts';
import { alex, casey, HOST, mallory } from '../support/world.ts';
import { openRequests, wish } from './asking-world.ts';
import { code, must } from './shares-world.ts';

describe('a request by link', () => {
  const outside = { giver: null } as const;

  it('takes one answer from who has the secret of the link, who reads nothing before or after', async () => {
    const { world, asked, answer, load } = await openRequests();
    const { share, secret, key } = await asked(outside);
    const view = must(await world.shares.viewByLink(share.id, secret));
    expect(view).toMatchObject({ role: 'sender', sender: null, recipient: alex.name, recipientRef: null, version: 0 });
    must(await world.shares.answerByLink(share.id, secret, await answer(share, key.recipient)));
    expect(code(await world.shares.viewByLink(share.id, secret))).toBe('share.gone');
    expect((await load(share)).sender).toEqual(OUTSIDER);
    expect((await load(share)).outbox.map((message) => message.kind === 'surface' && message.surface)).not.toContain('sender');
    const stranger = await newBrowser(HOST);
    const claim = await world.shares.claim(share.id, null, await claiming(stranger, share, world.now));
    expect(code(claim)).toBe('session.required');
  });

  it('a stranger with the id and no link learns nothing and puts nothing in', async () => {
    const { world, asked, answer, load } = await openRequests();
    const { share, key } = await asked(outside);
    const before = await load(share);
    for (const secret of ['', encodeBase64(newRequestSecret()), 'nonsense']) {
      expect(code(await world.shares.viewByLink(share.id, secret))).toBe('share.gone');
      expect(code(await world.shares.answerByLink(share.id, secret, await answer(share, key.recipient)))).toBe('share.gone');
    }
    expect(code(await world.shares.view(share.id, [casey.key]))).toBe('share.gone');
    for (const by of [casey.key, mallory.key, 'local:local:ci' as PersonKey])
      expect(code(await world.shares.seal(share.id, by, await answer(share, key.recipient)))).toBe('share.not_sender');
    expect(await load(share)).toEqual(before);
  });

  it('a second answer is refused and the asker told, once a minute; the first one again is only a repetition', async () => {
    const { world, asked, answer, load } = await openRequests();
    const { share, secret, key } = await asked(outside);
    const first = await answer(share, key.recipient);
    must(await world.shares.answerByLink(share.id, secret, first));
    must(await world.shares.answerByLink(share.id, secret, first));
    const { version } = await load(share);
    const second = await answer(share, key.recipient, 'another');
    expect(code(await world.shares.answerByLink(share.id, secret, second))).toBe('share.already_sealed');
    expect((await load(share)).outbox.at(-1)).toMatchObject({ kind: 'news', news: 'intruder', to: 'recipient' });
    expect(code(await world.shares.answerByLink(share.id, secret, second))).toBe('share.already_sealed');
    expect((await load(share)).version).toBe(version + 1);
    expect((await world.store.loadWithCiphertext(share.id))?.capsule).toEqual(first.capsule);
  });

  it('names one key: no other browser of the asker takes its place', async () => {
    const { world, asked } = await openRequests();
    const { share, secret } = await asked(outside);
    const other = (await accepting(await newBrowser(HOST), share, world.now)).input;
    const gate = requestGate(secret, share.id);
    expect(code(await world.shares.accept(share.id, alex.key, { ...other, gate }))).toBe('share.other_device');
  });

  it('needs the hash of its secret, and a request to a person has none', async () => {
    const { world, asker } = await openRequests();
    const [link, person] = [must(await world.shares.ask(wish(outside))), must(await world.shares.ask(wish()))];
    const bare = (await accepting(asker, link, world.now)).input;
    expect(await world.shares.accept(link.id, alex.key, bare)).toMatchObject({ code: 'input.invalid', field: 'gate' });
    const gated = { ...(await accepting(asker, person, world.now)).input, gate: requestGate(encodeBase64(newRequestSecret()), person.id) };
    expect(await world.shares.accept(person.id, alex.key, gated)).toMatchObject({ code: 'input.invalid', field: 'gate' });
  });

  it('a stranger’s answer comes in one piece of at most 40 KiB, and counts for the asker', async () => {
    const { world, asked, answer } = await openRequests();
    const { share, secret, key } = await asked(outside);
    const input = await answer(share, key.recipient);
    expect(await world.shares.answerByLink(share.id, secret, { ...input, payload: null })).toMatchObject({ field: 'payload' });
    const large = await answer(share, key.recipient, 'x'.repeat(limits.inlinePayloadBytes + 1));
    expect(code(await world.shares.answerByLink(share.id, secret, large))).toBe('input.too_large');
    expect(code(await world.shares.uploadPayload(share.id, casey.key, input.payload!))).toBe('share.not_sender');
  });

  it('used, expired, taken back and never there are one answer before a press', async () => {
    const { world, asked, answer } = await openRequests();
    const [used, late, back] = [await asked(outside), await asked(outside), await asked(outside)];
    must(await world.shares.answerByLink(used.share.id, used.secret, await answer(used.share, used.key.recipient)));
    must(await world.shares.revoke(back.share.id, alex.key));
    const never = { share: { id: `${used.share.id.slice(0, 6)}${'a'.repeat(26)}` }, secret: used.secret };
    const looks = async () =>
      Promise.all([used, back, never].map(async ({ share, secret }) => JSON.stringify(await world.shares.viewByLink(share.id, secret))));
    expect(new Set(await looks()).size).toBe(1);
    world.now += limits.expiry.initial;
    expect(new Set([...(await looks()), JSON.stringify(await world.shares.viewByLink(late.share.id, late.secret))]).size).toBe(1);
  });
});
