// Hand-offs to keys that a browser has left: what chat shows and asks where the sender, or the asker, is done in one visit.

import { expect } from 'vitest';
import { en } from '../../../src/bot/messages/messages.ts';
import { limits } from '../../../src/core/limits.ts';
import { PUBLIC_URL } from '../world.ts';
import { LABEL, type Test, type Stage, card, labels, button } from './stage.ts';

const { request: says } = en;
const GO = new RegExp(`^${PUBLIC_URL}/go#[a-z2-7]{32}$`);

export function testAhead(test: Test, stage: Stage): void {
  /** The recipient has opened one share here, and that browser has left keys. */
  async function openedBefore(count = 2) {
    const { world, share, newest } = stage;
    await share({ label: 'An earlier key' });
    const first = await newest();
    const pages = await world.acceptAndSeal(first);
    await pages.seal();
    await pages.open();
    return world.leaveKeys('recipient', first, { browser: pages.recipient, count });
  }
  const begin = async () => {
    await stage.world.turn(1_000);
    const begun = card(await stage.command('sender', `share ${stage.world.chat.mention('recipient')} ${LABEL}`));
    return { begun, share: await stage.newest() };
  };

  test('I1: a prekey hand-off takes its sender one visit; a press in chat accepts it, the next one opens it, and every card is true', async () => {
    const { world, newest } = stage;
    const { chat } = world;
    const keys = await openedBefore();
    const { begun, share } = await begin();
    expect(begun.buttons[0]?.url).toMatch(GO);
    const ahead = await world.sealAhead('sender', share, keys);

    // Entered, sent and done: nothing is left for the sender to press but to take it back, and its status.
    const sent = await world.card('sender', 'dm', 'Sent. You’re done');
    expect(labels(sent)).not.toContain('Enter the secret');
    expect(labels(sent)).toContain('Take back');
    await world.card('other', 'channel', 'Waiting for an answer');
    const asked = await world.card('recipient', 'dm', LABEL);
    expect(labels(asked)).toEqual(['Open', 'Accept', 'Decline']);
    expect(card(await chat.press('other', button(asked, 'Accept'))).title).toBe('This isn’t for you, or it’s already finished');
    expect((await newest()).state.status).toBe('sealed');

    const accepted = card(await chat.press('recipient', button(asked, 'Accept')));
    expect((await newest()).state.status).toBe('ready');
    expect(button(accepted, 'Open').url).toMatch(GO);
    expect(labels(accepted)).not.toContain('Accept');
    const ready = labels(await world.card('recipient', 'dm', 'where you accepted before'));
    expect([ready[0], ready.includes('Accept')]).toEqual(['Open', false]);
    await world.card('other', 'channel', 'Ready to open');
    await ahead.open();
    await world.card('other', 'channel', 'Opened, then deleted');
    await world.card('sender', 'dm', 'proved that it could decrypt it');
    expect((await world.chat.cards('recipient')).flatMap(labels)).not.toContain('Accept');
  });

  test('I1: where no key is left the cards go the old way, and a prekey share that is declined or taken back opens no more', async () => {
    const { world, newest } = stage;
    const { chat } = world;
    const keys = await openedBefore(2);
    const declined = (await begin()).share;
    await world.sealAhead('sender', declined, keys);
    await chat.press('recipient', button(await world.card('recipient', 'dm', LABEL), 'Decline'));
    expect((await newest()).state).toMatchObject({ status: 'ended', cause: 'declined' });
    await world.card('sender', 'dm', 'Nothing was handed over');

    const taken = (await begin()).share;
    const ahead = await world.sealAhead('sender', taken, keys);
    const mine = await world.card('sender', 'dm', 'Sent. You’re done');
    const sure = card(await chat.press('sender', button(mine, 'Take back')));
    await chat.press('sender', button(sure, 'Yes, take it back'));
    await world.settle();
    await expect(ahead.open()).rejects.toThrow('refused: share.');

    const last = (await begin()).share;
    await expect(world.sealAhead('sender', last, keys)).rejects.toThrow('no prekey');
    await world.shares.uploadPayload(last.id, chat.keys.sender, new Uint8Array(4_400));
    expect(labels(await world.card('recipient', 'dm', LABEL))).toEqual(['Open', 'Decline']);
    await world.card('sender', 'dm', 'You’ve entered it');
  });

  test('I1: a request to a person costs its asker no visit where a browser of theirs has left keys', async () => {
    const { world, command, newest } = stage;
    const { chat } = world;
    const ask = async () => card(await command('sender', `request ${chat.mention('recipient')} ${LABEL}`));
    await ask();
    const first = await newest();
    const asker = await world.askNow(first);
    const keys = await world.leaveKeys('sender', first, { browser: asker, count: 1 });
    await world.turn(limits.expiry.initial);

    expect((await ask()).buttons).toEqual([]);
    const share = await newest();
    const giving = await world.card('recipient', 'dm', 'asks you for a credential');
    expect(labels(giving)).toEqual([says.buttons.give, en.buttons.decline]);
    expect(card(await chat.press('recipient', button(giving, says.buttons.give))).buttons[0]?.url).toMatch(GO);
    const ahead = await world.sealAhead('recipient', share, keys);
    await world.card('recipient', 'dm', 'Thank you');
    const there = await world.card('sender', 'dm', 'has answered. Open it in a browser you’ve used here before');
    expect(labels(there)).toContain('Open');
    await ahead.open();
    await world.card('recipient', 'dm', 'Opened, then deleted');
    expect((await newest()).state).toMatchObject({ status: 'ended', cause: 'delivered' });
  });
}
