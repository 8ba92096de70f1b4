// A secret was pasted into a message, and a person says so by the entry in its menu: what they are told, and that its text goes nowhere.

import { expect } from 'vitest';
import { en } from '../../../src/bot/messages/messages.ts';
import { tenantOf } from '../world.ts';
import { button, card, form, labels, type Stage, type Test } from './stage.ts';

const { rescue } = en;
const PASTED = 'sk_live_51CANARYpastedABCDEFGH';

/** Their titles, for a platform that has no such entry. */
export const RESCUES = [
  'M3: a message that holds a secret: how to be rid of it, who wrote it, and its kind; its text stands nowhere',
  'M3: from there the share form opens with who wrote it and nothing else in it',
  'M3: and what was pasted is due for a change at once, under a name that the person gives it',
] as const;

export function testRescue(test: Test, stage: Stage): void {
  const pasted = (as: 'sender' | 'recipient', by: 'sender' | 'recipient', text = `here you are: ${PASTED}`) => {
    const { chat } = stage.world;
    if (chat.pasted === undefined) throw new Error('no such entry');
    return chat.pasted(as, by, text);
  };
  const everywhere = async (): Promise<string> => {
    const { chat, log, store, tags } = stage.world;
    const { rows } = await store.rotations(tags.tagOf(tenantOf(chat)), null, 100);
    return [await chat.kept(), ...log, ...chat.logged(), JSON.stringify(rows), JSON.stringify(await stage.world.made())].join('\n');
  };

  test(RESCUES[0], async () => {
    const mine = card(await pasted('sender', 'sender'));
    expect(mine.title).toBe(rescue.title);
    for (const said of ['a Stripe live key', rescue.delete.actor, rescue.seen, rescue.kept]) expect(mine.text).toContain(said);
    const theirs = card(await pasted('sender', 'recipient', 'the usual: swordfish'));
    expect(theirs.text).toMatch(/Ask .+ to delete the message/);
    expect(theirs.text).not.toContain('looks like');
    const again = card(await pasted('recipient', 'sender', `password: ${PASTED}`));
    expect(JSON.stringify([mine, theirs, again]) + (await everywhere())).not.toMatch(/CANARY|swordfish|51CAN/);
  });

  test(RESCUES[1], async () => {
    const { chat, made } = stage.world;
    const answer = card(await pasted('sender', 'recipient'));
    expect(labels(answer)).toEqual([rescue.buttons.share, rescue.buttons.start]);
    const opened = form(await chat.press('sender', button(answer, rescue.buttons.share)));
    expect(opened.fields['people']?.initial).toEqual([chat.keys.recipient.slice(chat.keys.recipient.lastIndexOf(':') + 1)]);
    expect(opened.fields['label']?.initial).toBe('');
    const alone = form(await chat.press('sender', button(card(await pasted('sender', 'sender')), rescue.buttons.share)));
    expect(alone.fields['people']?.initial).toEqual([]);
    expect(JSON.stringify([opened, alone]) + (await everywhere())).not.toContain('CANARY');
    expect(await made()).toEqual([]);
  });

  test(RESCUES[2], async () => {
    const { chat, rotations, clock } = stage.world;
    const answer = card(await pasted('sender', 'sender'));
    const asked = form(await chat.press('sender', button(answer, rescue.buttons.start)));
    expect(asked.fields['label']?.initial).toBe('');
    const no = await chat.submit('sender', asked, { label: PASTED });
    expect(JSON.stringify(no)).toContain('looks like the secret itself');
    expect(await rotations.list(chat.keys.sender)).toEqual([]);
    // Where no form can be handed back, one press opens it again.
    const again = no.kind === 'reject-form' ? asked : form(await chat.press('sender', button(card(no), rescue.buttons.start)));
    expect(again.fields['label']?.initial).toBe('');
    const begun = card(await chat.submit('sender', again, { label: 'Shop key' }));
    expect(begun.title).toContain('Shop key');
    const [rotation, ...more] = await rotations.list(chat.keys.sender);
    expect(more).toEqual([]);
    expect(rotation).toMatchObject({ label: 'Shop key', why: 'pasted', dueAt: clock(), nextAt: clock(), holders: [] });
    expect(await rotations.list(chat.keys.recipient)).toEqual([]);
    expect(await everywhere()).not.toContain('CANARY');
  });
}
