// Who may do what: the sender, the recipient, and everybody else; declining, blocking, and the way to the receipt.

import { expect } from 'vitest';
import { createDirectory } from '../../../src/bot/directory.ts';
import type { PersonKey } from '../../../src/core/share.ts';
import type { Role, Seen } from '../chat.ts';
import { PUBLIC_URL, tenantOf } from '../world.ts';
import { LABEL, type Test, type Stage, card, labels, button } from './stage.ts';

export function testPeople(test: Test, stage: Stage): void {
  test('T11: only the sender takes a share back, after one more question, and every card says so', async () => {
    const { world, share, newest } = stage;
    await share();
    const mine = await world.card('sender', 'dm', LABEL);
    const stolen = card(await world.chat.press('recipient', button(mine, 'Take back')));
    expect(stolen.title).toBe('Only the person who shared it can do that');
    const sure = card(await world.chat.press('sender', button(mine, 'Take back')));
    expect((await newest()).state.status).toBe('offered');
    expect(card(await world.chat.press('sender', button(sure, 'Yes, take it back'))).title).toBe('Taken back');
    for (const [who, where] of [
      ['other', 'channel'],
      ['recipient', 'dm'],
      ['sender', 'dm'],
    ] as const) {
      const over = await world.card(who, where, 'Taken back');
      expect(labels(over)).not.toContain('Accept');
      expect(labels(over)).not.toContain('Open');
    }
  });

  test('a button of somebody else opens nothing and says nothing about the share', async () => {
    const { world, share, newest } = stage;
    await share();
    const asked = await world.card('recipient', 'dm', LABEL);
    for (const label of ['Open', 'Decline']) {
      const no = card(await world.chat.press('other', button(asked, label)));
      expect(no.buttons).toEqual([]);
      expect(no.title).toBe('This isn’t for you, or it’s already finished');
    }
    const unknown = { label: 'Open', url: null, press: { action: 'open', ref: 'a'.repeat(32) } };
    expect(card(await world.chat.press('other', unknown)).title).toBe('This isn’t for you, or it’s already finished');
    expect((await newest()).state.status).toBe('offered');
  });

  test('a decline is told to the sender and shown in the channel', async () => {
    const { world, share } = stage;
    await share();
    await world.chat.press('recipient', button(await world.card('recipient', 'dm', LABEL), 'Decline'));
    await world.card('sender', 'dm', 'Nothing was handed over');
    expect((await world.card('other', 'channel', 'Declined')).buttons).toEqual([]);
  });

  test('a recipient blocks a sender from the card that he declined: what else waits is declined, and nothing more comes', async () => {
    const { world, command, share } = stage;
    await share();
    await share({ label: 'Another key' });
    const declined = card(await world.chat.press('recipient', button(await world.card('recipient', 'dm', LABEL), 'Decline')));
    const [block] = declined.buttons;
    expect(block?.label).toMatch(/^Block \S/);
    // On the card itself it stands too, and nobody else can use it.
    const over = await world.card('recipient', 'dm', 'You declined');
    expect(labels(over)).toContain(block?.label);
    const onCard = button(over, block?.label ?? '');
    expect(card(await world.chat.press('sender', onCard)).title).toBe('This is for someone else');
    const blocked = card(await world.chat.press('recipient', onCard));
    expect(`${blocked.title} ${blocked.text}`).toMatch(/is blocked .*declined \(1\)/s);
    await world.settle();
    for (const one of await world.chat.cards('recipient')) expect(labels(one).filter((label) => label.startsWith('Block'))).toEqual([]);
    expect((await world.made()).map(({ state }) => (state.status === 'ended' ? state.cause : state.status))).toEqual([
      'declined',
      'declined',
    ]);

    const before = (await world.chat.cards('recipient')).length;
    const no = await share();
    expect(JSON.stringify(no)).toContain('They aren’t accepting shares right now');
    expect(await world.made()).toHaveLength(2);
    expect(await world.chat.cards('recipient')).toHaveLength(before);

    const listed = card(await command('recipient', 'blocks'));
    expect(listed.text).toMatch(/^1\. \S/);
    expect(card(await command('sender', 'blocks')).text).toContain('No one.');
    expect(card(await world.chat.press('recipient', button(listed, 'Unblock: 1'))).title).toContain('is no longer blocked');
    await share();
    expect(await world.made()).toHaveLength(3);
  });

  test('blocking and unblocking by command; oneself, nobody and two at once are refused with a sentence', async () => {
    const { world, command, share } = stage;
    const { mention, keys } = world.chat;
    await share();
    expect(card(await command('recipient', `block ${mention('sender')}`)).text).toContain('declined (1)');
    expect(JSON.stringify(await share())).toContain('They aren’t accepting shares right now');
    expect(card(await command('recipient', `unblock ${mention('sender')}`)).title).toContain('is no longer blocked');
    expect(card(await command('recipient', `unblock ${mention('sender')}`)).title).toContain('wasn’t blocked');
    expect(card(await command('recipient', `block ${mention('recipient')}`)).title).toBe('That’s you');
    expect(await world.shares.blocked(tenantOf(world.chat), keys.recipient)).toEqual([]);
  });

  test('T20: a block that comes after the deadline has blocked nobody and declined nothing', async () => {
    const { world, share } = stage;
    await share();
    const decline = button(await world.card('recipient', 'dm', LABEL), 'Decline');
    await world.chat.press('recipient', decline);
    const declined = await world.card('recipient', 'dm', 'You declined');
    await share({ label: 'Another key' });
    for (const what of ['first', 'find'] as const) {
      const release = world.slow(what);
      expect(
        await world.chat.press(
          'recipient',
          declined.buttons.find(({ label }) => label.startsWith('Block'))!,
        ),
      ).toEqual({ kind: 'late' });
      await release();
    }
    expect((await world.made()).map(({ state }) => state.status).toSorted()).toEqual(['ended', 'offered']);
    expect(await world.shares.blocked(tenantOf(world.chat), world.chat.keys.recipient)).toEqual([]);
  });

  test('somebody else who tries to open it rings the sender, at most once a minute', async () => {
    const { world, share, newest } = stage;
    await share();
    await (await world.acceptAndSeal(await newest())).seal();
    await world.intrude(await newest());
    await world.intrude(await newest());
    const rings = (await world.chat.cards('sender')).filter(({ title }) => title === 'Someone else tried to open it');
    expect(rings).toHaveLength(1);
    await world.turn(61_000);
    await world.intrude(await newest());
    expect((await world.chat.cards('sender')).filter(({ title }) => title === 'Someone else tried to open it')).toHaveLength(2);
  });

  test('T12: in every state its two people reach the receipt, each by a link of his own that works once; nobody else does', async () => {
    const { world, command, share, newest } = stage;
    const { chat } = world;
    await share();
    const made = await newest();
    const token = async (as: Role, seen: Seen): Promise<void> => {
      const [way, ...more] = card(seen).buttons;
      const [, passed = ''] = new RegExp(`^${PUBLIC_URL}/go#([a-z2-7]{32})/receipt$`).exec(await world.follow(as, way?.url ?? '')) ?? [];
      expect(more).toEqual([]);
      expect(await world.tokens.redeem(passed)).toMatchObject({ ok: true, value: { person: { key: chat.keys[as] }, share: made.id } });
      expect(await world.tokens.redeem(passed)).toMatchObject({ ok: false });
    };
    const reach = async (status: string): Promise<void> => {
      expect((await newest()).state.status).toBe(status);
      for (const as of ['sender', 'recipient'] as const) {
        const list = card(await command(as, 'receipt'));
        expect(list.text).toContain(LABEL);
        await token(as, await chat.press(as, button(list, 'Receipt: 1')));
        await token(as, await command(as, `receipt ${made.id}`));
      }
      expect(card(await command('other', 'receipt')).buttons).toEqual([]);
      for (const id of [made.id, `${made.id.slice(0, 31)}q`]) {
        const none = card(await command('other', `receipt ${id}`));
        expect([none.title, none.buttons]).toEqual([expect.stringContaining('This isn’t for you'), []]);
      }
    };
    await reach('offered');
    const pages = await world.acceptAndSeal(made);
    await reach('accepted');
    await pages.seal();
    await reach('ready');
    await pages.claim();
    await reach('claimed');
    await pages.open();
    await reach('ended');
    if (chat.adapter.capabilities.edits !== false) {
      const over = await world.card('recipient', 'dm', 'Opened, then deleted');
      await token('recipient', await chat.press('recipient', button(over, 'Receipt')));
    }
    await token('sender', await command('sender', `receipt ${PUBLIC_URL}/s/${made.id}`));
    // A whole link is no address.
    expect(card(await command('sender', `receipt ${PUBLIC_URL}/s/${made.id}#1${'a'.repeat(56)}`)).title).toBe('That looked like a secret');
  });

  test('T20: who a person is can be asked without a press: members and guests by their name, nobody else', async () => {
    const { chat } = stage.world;
    const { keys } = chat;
    const directory = createDirectory([chat.adapter]);
    for (const role of ['sender', 'recipient', 'other'] as const) {
      const found = await directory.find(keys[role]);
      if (typeof found === 'string') throw new Error(`${role}: ${found}`);
      expect(found.person.key).toBe(keys[role]);
      expect(found.person.name).not.toBe('');
      expect(['member', 'guest']).toContain(found.standing);
    }
    const [tenant, user] = [tenantOf(chat), keys.sender.slice(keys.sender.lastIndexOf(':') + 1)];
    for (const none of [`${tenant}:U0NOBODY`, `${tenant}:4242`, `${tenant}:`, tenant, `${tenant}X:${user}`, `${tenant}:${user}/../x`])
      expect(await directory.find(none as PersonKey), none).toBe('nobody');
    expect(await directory.find('elsewhere:1:2' as PersonKey)).toBe('elsewhere');
  });

  test('what can be taken back is listed to the sender alone', async () => {
    const { command, share } = stage;
    await share();
    expect(labels(card(await command('sender', 'revoke')))).toEqual(['Take back: 1']);
    expect(card(await command('recipient', 'revoke')).buttons).toEqual([]);
  });
}
