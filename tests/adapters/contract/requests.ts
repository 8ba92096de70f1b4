// Asking for a secret, from the command or a menu: of a person, who gives it or declines with a reason, and of the holder of a link.

import { expect } from 'vitest';
import { en } from '../../../src/bot/messages/messages.ts';
import { PUBLIC_URL } from '../world.ts';
import { LABEL, type Test, type Stage, card, form, labels, button } from './stage.ts';

const { request: says } = en;
const GO = new RegExp(`^${PUBLIC_URL}/go#[a-z2-7]{32}$`);

export function testRequests(test: Test, stage: Stage): void {
  /** The newest one that the person in the role of the sender has begun. */
  const asked = async () => {
    const share = await stage.newest();
    if (share.asked === undefined) throw new Error('not a request');
    return share;
  };
  const ask = () => stage.command('sender', `request ${stage.world.chat.mention('recipient')} ${LABEL}`);

  test('a request asks nobody before the key is made; then it is reminded of once an hour, and declined with a reason that the asker reads', async () => {
    const { world } = stage;
    const began = card(await ask());
    expect(began.title).toBe(says.answers.created.title);
    expect(began.buttons.map(({ url }) => url)).toEqual([expect.stringMatching(GO)]);
    await world.settle();
    expect((await world.chat.cards('recipient')).filter(({ where }) => where === 'dm')).toEqual([]);

    await world.askNow(await asked());
    const card1 = await world.card('recipient', 'dm', 'asks you for a credential');
    expect(labels(card1)).toEqual([says.buttons.give, en.buttons.decline]);
    expect(card(await world.chat.press('recipient', button(card1, says.buttons.give))).buttons[0]?.url).toMatch(GO);
    const mine = await world.card('sender', 'dm', 'You asked');
    expect(card(await world.chat.press('sender', button(mine, says.buttons.remind))).title).toBe(says.answers.reminded.title);
    await world.card('recipient', 'dm', 'is still waiting');
    const soon = card(await world.chat.press('sender', button(mine, says.buttons.remind)));
    expect(`${soon.title}. ${soon.text}`).toBe(says.answers.wait);

    const why = form(await world.chat.press('recipient', button(card1, en.buttons.decline)));
    expect(Object.keys(why.fields)).toEqual(['reason']);
    expect(card(await world.chat.submit('recipient', why, { reason: 'Robin has it.' })).title).toBe(says.answers.declined.title);
    const ended = await world.card('sender', 'dm', 'You asked');
    expect(ended.text).toContain('Robin has it.');
    expect(labels(ended)).toEqual([says.buttons.again, en.buttons.receipt]);
  });

  test('a person who blocks the asker is asked nothing, and the asker learns no more than of anyone who takes nothing', async () => {
    const { world } = stage;
    await stage.command('recipient', `block ${world.chat.mention('sender')}`);
    const answer = card(await ask());
    expect(`${answer.title}. ${answer.text}`).toBe(en.refusals['person.unavailable']);
    await world.settle();
    expect(await world.made()).toEqual([]);
  });

  test('without a person a link is a choice of its own, never what an empty field becomes; its asker can see it again and take it back', async () => {
    const { world } = stage;
    const opened = form(await stage.command('sender', `request ${LABEL}`));
    expect(opened.fields['of']?.options).toHaveLength(2);
    const refused = await world.chat.submit('sender', opened, { of: 'person' });
    expect(JSON.stringify(refused)).toContain(says.inputs.people);
    expect(await world.made()).toEqual([]);

    const again = form(await stage.command('sender', `request ${LABEL}`));
    const began = card(await world.chat.submit('sender', again, { of: 'link' }));
    expect(began.title).toBe(says.answers.createdLink.title);
    expect(began.buttons.map(({ url }) => url)).toEqual([expect.stringMatching(GO)]);
    await world.askNow(await asked());
    const mine = await world.card('sender', 'dm', 'by link');
    expect(labels(mine)).toEqual([says.buttons.showLink, en.buttons.revoke]);
    await world.chat.press('sender', button(card(await world.chat.press('sender', button(mine, en.buttons.revoke))), en.buttons.revokeNow));
    await world.card('sender', 'dm', says.states.revoked);
  });

  test('the menu entry on a message asks too', async () => {
    const opened = form(await stage.world.chat.shortcut('sender', 'asks'));
    expect(opened.title).toBe(says.form.title);
    expect(opened.fields['label']?.initial).toBe('');
  });
}
