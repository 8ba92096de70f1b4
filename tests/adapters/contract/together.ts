// Several people in one form: a share for each of them, and one card for their sender.

import { expect } from 'vitest';
import { button, card, LABEL, labels, type Stage, type Test } from './stage.ts';

export function testTogether(test: Test, stage: Stage): void {
  test('several people in one command get one share each', async () => {
    const { world, shareForm } = stage;
    const answer = card(
      await world.chat.submit(
        'sender',
        await shareForm(`share ${world.chat.mention('recipient')} ${world.chat.mention('other')} ${LABEL}`),
        {},
      ),
    );
    await world.settle();
    // Typed once: one button for both.
    expect(labels(answer)).toEqual(['Enter the secret']);
    const made = await world.made();
    expect(made.map(({ together }) => together?.toSorted())).toEqual(made.map(() => made.map(({ id }) => id).toSorted()));
    expect(new Set(made.map(({ recipient }) => recipient?.key))).toEqual(new Set([world.chat.keys.recipient, world.chat.keys.other]));
    await world.card('recipient', 'dm', LABEL);
    await world.card('other', 'dm', LABEL);
  });

  test('I8: several people of one form are one card to their sender, edited as each goes their own way', async () => {
    const { world, shareForm } = stage;
    const { chat } = world;
    const named = `${chat.mention('recipient')} ${chat.mention('other')}`;
    await chat.submit('sender', await shareForm(`share ${named} ${LABEL}`), {});
    await world.turn(1_000);
    const mine = async () => (await chat.cards('sender')).filter(({ where }) => where === 'dm');
    const [one, ...more] = await mine();
    expect([one?.title, more]).toEqual(['Your credential for 2 people', []]);
    expect(labels(one!)[0]).toMatch(/^Take back: |^Remind: /);
    const made = await world.made();
    const first = made.find(({ recipient }) => recipient?.key === chat.keys.recipient)!;
    const name = (share: typeof first): string => share.recipient!.name;
    const second = made.find(({ id }) => id !== first.id)!;
    // More time is for the one in whose line it is pressed.
    const longer = button((await mine())[0]!, `One more day: ${name(first)}`);
    expect(card(await chat.press('sender', longer)).title).toBe('It has more time');
    await world.turn(1_000);
    expect((await world.shares.find(first.id))!.expiresAt).toBe(first.expiresAt + 86_400_000);
    expect((await world.shares.find(second.id))!.expiresAt).toBe(second.expiresAt);
    expect(await mine()).toHaveLength(1);
    // One declines, and the others go on.
    await world.shares.decline(second.id, second.recipient!.key);
    const { seal, open } = await world.acceptAndSeal(first);
    await seal();
    await open();
    await world.turn(1_000);
    const cards = await mine();
    const left = cards.find(({ id }) => id === one!.id)!;
    expect(left.text).toMatch(new RegExp(`${name(second)}.*Declined`));
    expect(left.text).toMatch(new RegExp(`${name(first)}.*Opened, then deleted`));
    expect(labels(left)).toEqual(expect.arrayContaining([`Share again: ${name(second)}`, `Receipt: ${name(first)}`]));
    // An end is told once: by that card alone. Whose turn it was has been told besides.
    expect(
      cards
        .filter(({ text, title }) => `${title}${text}`.match(/Declined|then deleted/) && !title.includes('accepted'))
        .map(({ id }) => id),
    ).toEqual([one!.id]);
  });
}
