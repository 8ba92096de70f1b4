// What a platform gets in the place of edits, forms and private answers. Run where it has none of the three.

import { expect } from 'vitest';
import type { Role, Seen } from '../chat.ts';
import { PUBLIC_URL } from '../world.ts';
import { LABEL, type Stage, type Test, button, card, labels } from './stage.ts';

/** The label of the choice, by what a form would have chosen. */
const CHOICES: Readonly<Record<string, string>> = {
  'opens:words': 'With a passphrase I tell them',
  'opens:both': 'Both: their browser and a passphrase',
  'wait:1h': '1 hour',
};

/** The whole way: what the command begins, its options, a press for each choice, and the yes. */
export async function shareWithoutForms(stage: Stage, values: Readonly<Record<string, string | readonly string[]>>): Promise<Seen> {
  const { world } = stage;
  const { label = LABEL, ...choices } = values;
  const begun = await world.chat.command('sender', `share ${world.chat.mention('recipient')} ${String(label)}`);
  if (begun.kind !== 'private' || !labels(begun.card).includes('Options')) return begun;
  let confirm = card(await world.chat.press('sender', button(begun.card, 'Options')));
  for (const [id, value] of Object.entries(choices)) {
    const choice = CHOICES[`${id}:${String(value)}`];
    if (choice === undefined) throw new Error(`no button chooses ${id}`);
    confirm = card(await world.chat.press('sender', button(confirm, choice)));
  }
  // So that it is newer than what it takes the place of.
  await world.turn(1);
  const answer = await world.chat.press('sender', button(confirm, 'Share it'));
  await world.settle();
  return answer;
}

export function testLacking(test: Test, stage: Stage): void {
  const told = async (as: Role): Promise<string[]> => {
    await stage.world.settle();
    return (await stage.world.chat.cards(as)).map(({ title }) => title);
  };
  const signIn = (to: string): string => `${PUBLIC_URL}${stage.world.chat.adapter.capabilities.signsIn ?? ''}?to=${to}`;

  test('nothing that was sent changes: each hears only what they must act on, once, and how it ended', async () => {
    const { world, share, newest } = stage;
    await share();
    const { id } = await newest();
    expect(await told('sender')).toEqual([]);
    const [asked, ...more] = await world.chat.cards('recipient');
    expect(more).toEqual([]);
    expect(labels(asked!)).toEqual(['Open', 'Decline']);
    expect(button(asked!, 'Open').url).toBe(signIn(`s/${id}`));
    expect(asked!.text).toContain('Press the button to see how it stands.');
    expect(`${asked!.title} ${asked!.text}`).not.toContain('Waiting for an answer');
    const pages = await world.acceptAndSeal(await newest());
    expect(await told('sender')).toHaveLength(1);
    await pages.seal();
    await pages.open();
    await world.turn(1_000);
    // Asked, and ready; their turn, and the end.
    expect(await told('recipient')).toEqual([asked!.title, expect.stringContaining('has sent it')]);
    const mine = await world.chat.cards('sender');
    expect(mine).toHaveLength(2);
    expect(mine[1]!.text).toContain('proved that it could decrypt it');
    expect(await world.chat.cards('other')).toEqual([]);
  });

  test('an old card stays, and a press on it says what became of the share and changes nothing', async () => {
    const { world, share, newest } = stage;
    await share();
    const asked = await world.card('recipient', 'dm', LABEL);
    await world.shares.revoke((await newest()).id, world.chat.keys.sender);
    await world.settle();
    const before = await newest();
    const pressed = card(await world.chat.press('recipient', button(asked, 'Decline')));
    expect(pressed.title).not.toBe('Declined');
    expect(await newest()).toEqual(before);
    expect(await told('recipient')).toEqual([asked.title]);
  });

  test('a message that the platform does not take now is sent again under the same name, and stands there once', async () => {
    const { world, share } = stage;
    await share();
    await world.turn(1_000);
    const made = await stage.newest();
    // Drawn again for a reason of its own: it stands there already.
    await world.shares.redraw(made.id, 'recipient');
    await world.settle();
    expect(await told('recipient')).toHaveLength(1);
  });

  test('in the place of a form a card says what was understood; a press chooses, and another sends it', async () => {
    const { world, command, newest } = stage;
    const { chat } = world;
    const begun = card(await command('sender', `share ${chat.mention('recipient')} ${LABEL}`));
    const confirm = card(await chat.press('sender', button(begun, 'Options')));
    for (const said of [LABEL, 'Expires after: 24 hours', 'How it opens: Only in their browser']) expect(confirm.text).toContain(said);
    expect(confirm.buttons.length).toBeLessThanOrEqual(10);
    const hour = card(await chat.press('sender', button(confirm, '1 hour')));
    expect(hour.text).toContain('Expires after: 1 hour');
    const both = card(await chat.press('sender', button(hour, 'Both: their browser and a passphrase')));
    expect(both.text).toContain('Expires after: 1 hour');
    for (const { press } of both.buttons) expect(press?.ref.length).toBeLessThanOrEqual(80);
    await world.turn(1);
    await chat.press('sender', button(both, 'Share it'));
    const made = await newest();
    expect(made).toMatchObject({ label: LABEL, mode: 'sealed+words', recipient: { key: chat.keys.recipient } });
    expect(made.expiresAt - made.createdAt).toBe(3_600_000);
    // A card that was pressed once has nothing left to replace.
    expect(card(await chat.press('sender', button(both, 'Share it'))).title).not.toContain('Shared with');
    expect((await world.made()).filter(({ state }) => state.status !== 'ended')).toHaveLength(1);
  });

  test('without a person it is a link, which the card says before it is made; without words it asks for them', async () => {
    const { world, command, newest } = stage;
    const confirm = card(await command('sender', `share ${LABEL}`));
    expect(confirm.title).toBe('Make a one-time link');
    expect(await world.made()).toEqual([]);
    const done = card(await world.chat.press('sender', button(confirm, 'Share it')));
    const { id, mode } = await newest();
    expect([mode, done.buttons.map(({ url }) => url)]).toEqual(['link', [signIn(`s/${id}`)]]);
    const bare = card(await command('sender', 'share'));
    expect([bare.text, bare.buttons]).toEqual([expect.stringContaining('/nt2 share'), []]);
    const pasted = card(await command('sender', `share ${world.chat.mention('recipient')} sk_live_51CANARYabcdefghijkl`));
    expect([pasted.text, pasted.buttons]).toEqual([expect.stringContaining('Change it where it was issued'), []]);
    expect(await world.chat.kept()).not.toContain('sk_live');
  });

  test('a request asks with a press in the place of each form, and is declined by one', async () => {
    const { world, command, newest } = stage;
    const { chat } = world;
    card(await command('sender', `request ${chat.mention('recipient')} ${LABEL}`));
    await world.askNow(await newest());
    const asked = await world.card('recipient', 'dm', LABEL);
    const sure = card(await chat.press('recipient', button(asked, 'Decline')));
    expect((await newest()).state.status).not.toBe('ended');
    await chat.press('recipient', sure.buttons[0]!);
    expect((await newest()).state).toMatchObject({ status: 'ended', cause: 'declined' });
    await world.turn(1_000);
    const confirm = card(await command('sender', `request ${LABEL}`));
    await chat.press('sender', button(confirm, 'Share it'));
    expect((await newest()).asked?.of).toBe('link');
  });

  test('several people that a command names get one share each, after a yes', async () => {
    const { world, command } = stage;
    const { chat } = world;
    const confirm = card(await command('sender', `share ${chat.mention('recipient')} ${chat.mention('other')} ${LABEL}`));
    expect(await world.made()).toEqual([]);
    await chat.press('sender', button(confirm, 'Share it'));
    await world.settle();
    expect(new Set((await world.made()).map(({ recipient }) => recipient?.key))).toEqual(new Set([chat.keys.recipient, chat.keys.other]));
    for (const as of ['recipient', 'other'] as const) expect(await told(as)).toHaveLength(1);
    expect(await told('sender')).toEqual([]);
  });

  test('a press of somebody else does nothing; a decline is told, and the answer to it can block', async () => {
    const { world, share, newest } = stage;
    const { chat } = world;
    await share();
    const decline = button(await world.card('recipient', 'dm', LABEL), 'Decline');
    expect(card(await chat.press('other', decline)).title).toBe('This isn’t for you, or it’s already finished');
    expect((await newest()).state.status).toBe('offered');
    const declined = card(await chat.press('recipient', decline));
    await world.card('sender', 'dm', 'Nothing was handed over');
    expect(card(await chat.press('recipient', declined.buttons[0]!)).title).toContain('is blocked');
    expect(JSON.stringify(await share())).toContain('They aren’t accepting shares right now');
  });

  test('T11: only the sender takes a share back, from the list, after one more question', async () => {
    const { world, command, share, newest } = stage;
    const { chat } = world;
    await share();
    const take = button(card(await command('sender', 'revoke')), 'Take back: 1');
    expect(card(await chat.press('recipient', take)).title).toBe('Only the person who shared it can do that');
    const sure = card(await chat.press('sender', take));
    expect((await newest()).state.status).toBe('offered');
    const done = card(await chat.press('sender', button(sure, 'Yes, take it back')));
    expect(done.title).toBe('Taken back');
    // No card can say so.
    expect(done.text).toContain('when they press a button');
    expect((await newest()).state).toMatchObject({ status: 'ended', cause: 'revoked' });
  });

  test('no answer signs anyone in: the address leads there by the platform, and each to their own alone', async () => {
    const { world, command, share, newest } = stage;
    const { chat } = world;
    await share();
    const { id } = await newest();
    const list = card(await command('sender', 'list'));
    expect(button(list, 'All on a page').url).toBe(signIn('mine'));
    expect(card(await command('sender', 'devices')).buttons.map(({ url }) => url)).toEqual([signIn('devices')]);
    const opened = card(await chat.press('sender', button(list, 'Open: 1')));
    expect(opened.buttons.flatMap(({ url }) => url ?? [])).toEqual([signIn(`s/${id}`)]);
    expect(card(await command('recipient', `receipt ${id}`)).buttons.map(({ url }) => url)).toEqual([signIn(`s/${id}/receipt`)]);
    for (const [as, to, at] of [
      ['sender', `s/${id}`, ''],
      ['recipient', `s/${id}`, ''],
      ['recipient', `s/${id}/receipt`, '/receipt'],
      ['other', 'mine', '/mine'],
      ['other', 'devices', '/devices'],
    ] as const) {
      const [, token = ''] = new RegExp(`^${PUBLIC_URL}/go#([a-z2-7]{32})${at}$`).exec(await world.signIn(as, to)) ?? [];
      expect(await world.tokens.redeem(token), to).toMatchObject({ ok: true, value: { person: { key: chat.keys[as] } } });
    }
    // Who has no part in it gets the address that anyone may have, and no token.
    for (const to of [`s/${id}`, `s/${id}/receipt`]) expect(await world.signIn('other', to)).toBe(`${PUBLIC_URL}/s/${id}`);
    for (const to of ['', '//evil.example', 's/../..', `s/${id}#x`, `s/${id}/receipt/..`, 'https://evil.example'])
      expect(await world.signIn('sender', to)).toBe(`${PUBLIC_URL}/`);
  });
}
