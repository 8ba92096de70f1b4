// What chat does not deliver as one assumes: threads, closed messages, presses that come twice or too late, cards that are gone.

import { expect } from 'vitest';
import { CANARY } from '../world.ts';
import { LABEL, type Test, type Stage, card, form, labels, button } from './stage.ts';

export function testDelivery(test: Test, stage: Stage): void {
  test('T20: a share begun in a thread puts its card into that thread', async () => {
    const { world } = stage;
    const fromMenu = form(await world.chat.shortcut('sender'));
    // They asked for it there.
    expect(fromMenu.fields['people']?.initial).toHaveLength(1);
    if (fromMenu.folded !== null) {
      const whole = form(await world.chat.pressForm!('sender', fromMenu, 'options'));
      expect(whole.fields['place']?.options).toEqual(['thread', 'channel', 'none']);
    }
    await world.chat.submit('sender', fromMenu, { label: LABEL, people: [world.chat.mention('recipient')] });
    const place = await world.card('other', 'thread', 'Waiting for an answer');
    // Whoever cannot be reached otherwise answers from there.
    const mine = card(await world.chat.press('recipient', button(place, 'Open')));
    expect(labels(mine)).toEqual(['Open', 'Decline']);
  });

  test('T20: a recipient with closed direct messages is asked in the channel, and the sender is told what to do', async () => {
    const { world, command, share, newest } = stage;
    await world.chat.closeDirect('recipient', true);
    await share();
    const told = await world.card('sender', 'dm', 'I can’t message');
    expect(told.text).toContain('/nt2 list');
    const listed = card(await command('recipient', 'list'));
    expect(listed.text).toContain(LABEL);
    const mine = card(await world.chat.press('recipient', button(listed, 'Open: 1')));
    expect(labels(mine)).toEqual(['Open', 'Decline']);
    await (await world.acceptAndSeal(await newest())).seal();
    expect((await world.card('other', 'channel', 'Ready to open')).text).toContain('I can’t send you direct messages');
  });

  test('T20: a sender with closed direct messages hears his news where the card stands, and nobody else does', async () => {
    const { world, share, newest } = stage;
    await world.chat.closeDirect('sender', true);
    await share();
    await world.acceptAndSeal(await newest());
    await world.card('sender', 'channel', 'It’s your turn');
    expect((await world.chat.cards('other')).filter(({ text }) => text.includes('your turn'))).toEqual([]);
  });

  test('T20: the same submission delivered twice makes one share', async () => {
    const { world, shareForm } = stage;
    const opened = await shareForm();
    const first = await world.chat.submit('sender', opened, { label: LABEL }, { press: 'the-same-press-1' });
    const again = await world.chat.submit('sender', opened, { label: LABEL }, { press: 'the-same-press-1' });
    expect(first.kind).toBe('private');
    expect(again).toEqual({ kind: 'nothing' });
    expect(await world.made()).toHaveLength(1);
  });

  test('T20: a replayed press changes nothing', async () => {
    const { world, share } = stage;
    await share();
    const decline = button(await world.card('recipient', 'dm', LABEL), 'Decline');
    expect(card(await world.chat.press('recipient', decline, { press: 'the-same-press-2' })).title).toBe('Declined');
    const before = await world.chat.kept();
    expect(await world.chat.press('recipient', decline, { press: 'the-same-press-2' })).toEqual({ kind: 'nothing' });
    expect(await world.chat.kept()).toBe(before);
  });

  test('T20: an answer that comes after the deadline has changed nothing', async () => {
    const { world, shareForm, share, newest } = stage;
    await share();
    const before = await newest();
    const accepting = await world.card('recipient', 'dm', LABEL);
    const filled = await shareForm();
    for (const what of ['first', 'find', 'load'] as const) {
      const release = world.slow(what);
      expect(await world.chat.press('recipient', button(accepting, 'Decline'))).toEqual({ kind: 'late' });
      if (what === 'first') expect(await world.chat.submit('sender', filled, { label: LABEL })).toEqual({ kind: 'late' });
      await release();
      expect(await world.made()).toHaveLength(1);
      expect((await newest()).version).toBe(before.version);
    }
    // The person presses again, and it works.
    expect(card(await world.chat.press('recipient', button(accepting, 'Decline'))).title).toBe('Declined');
  });

  test('T20: a secret typed into a form too late is not sealed', async () => {
    const { world, share, newest } = stage;
    const created = card(await share({ entry: 'modal', opens: 'words' }));
    const typed = form(await world.chat.press('sender', button(created, 'Enter it here')));
    for (const what of ['find', 'words'] as const) {
      const release = world.slow(what);
      expect(await world.chat.submit('sender', typed, { secret: CANARY }), what).toEqual({ kind: 'late' });
      await release();
      expect((await newest()).state.status, what).toBe('offered');
    }
  });

  test('T15: what expires while nobody looks is told once', async () => {
    const { world, share } = stage;
    await share();
    await world.turn(25 * 3_600_000);
    await world.turn(3_600_000);
    // By the card that stands there, and by no message besides; by a message where no card can change.
    const told = (await world.chat.cards('sender')).filter(
      ({ where, title, text }) => where === 'dm' && /Expired/.test(`${title} ${text}`),
    );
    const isEdited = world.chat.adapter.capabilities.edits !== false;
    expect(told.map(({ title }) => title)).toEqual([expect.stringMatching(isEdited ? /^Your credential for / : /^Expired$/)]);
    if (isEdited) await world.card('other', 'channel', 'Expired');
  });

  test('a card that somebody deleted is posted anew with the next change', async () => {
    const { world, share, newest } = stage;
    await share();
    const place = await world.card('other', 'channel', 'Waiting for an answer');
    await world.chat.remove(place);
    await world.acceptAndSeal(await newest());
    const again = await world.card('other', 'channel', 'Accepted');
    expect(again.id).not.toBe(place.id);
  });

  test('a form that the platform refuses is told as broken, not as slow, and its code is in the log', async () => {
    const { world, command, shareForm } = stage;
    const code = world.chat.refuseForm!();
    const told = card(await command('sender', `share ${world.chat.mention('recipient')}`));
    expect([told.title, told.buttons]).toEqual(['I couldn’t show that', []]);
    expect(told.text).toContain('it’s a bug in nt2');
    const lines = world.chat.logged();
    expect(lines.filter((line) => line.includes(`"${code}"`))).toHaveLength(1);
    expect(lines.join('\n')).not.toContain(LABEL);
    expect(await world.made()).toEqual([]);
    // It was only that one.
    expect((await shareForm()).fields['people']?.initial).toHaveLength(1);
  });
}
