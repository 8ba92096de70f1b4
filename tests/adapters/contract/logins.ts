// A terminal logs in: its code is typed in chat, answered there by the person who typed it, and refused where it is wrong, over or answered.

import { expect } from 'vitest';
import { en } from '../../../src/bot/messages/messages.ts';
import { parseUserCode } from '../../../src/core/user-code.ts';
import type { Role, SeenCard } from '../chat.ts';
import { type Test, type Stage, card, labels, button } from './stage.ts';

const says = en.login;
const TEN_MINUTES = 600_000;

export function testLogins(test: Test, stage: Stage): void {
  /** A terminal shows its code, and asks what became of it as often as it may. */
  async function begin(name = 'laptop') {
    const { deviceCodes, turn } = stage.world;
    const started = await deviceCodes.start({ kind: 'terminal', name, address: '203.0.113.7' });
    if (!started.ok) throw new Error(started.code);
    const { deviceCode, userCode, intervalMs } = started.value;
    return {
      shown: userCode,
      async ask() {
        await turn(intervalMs);
        return deviceCodes.ask(deviceCode, { kind: 'terminal' });
      },
    };
  }
  const type = async (as: Role, code: string): Promise<SeenCard> => card(await stage.command(as, `login ${code}`));
  const answer = async (as: Role, on: SeenCard, label: string): Promise<string> =>
    card(await stage.world.chat.press(as, button(on, label))).title;

  test('a terminal is let in by the code that a person types and the button that they press, and by nothing before', async () => {
    const { shown, ask } = await begin();
    const asked = await type('sender', shown);
    expect(asked.title).toBe(says.ask.title);
    for (const part of ['laptop', '203.0.113.x', shown, 'someone sent you the code']) expect(asked.text).toContain(part);
    expect(labels(asked)).toEqual([says.buttons.confirm, says.buttons.deny]);
    // It is theirs alone to see, and typing it lets nobody in.
    for (const who of ['sender', 'recipient', 'other'] as const) expect(await stage.world.chat.cards(who)).toEqual([]);
    expect(await ask()).toEqual({ status: 'pending' });

    expect(await answer('sender', asked, says.buttons.confirm)).toBe(says.confirmed.title);
    expect(await ask()).toMatchObject({ status: 'confirmed', by: { key: stage.world.chat.keys.sender }, device: { name: 'laptop' } });
    expect(await ask()).toEqual({ status: 'over' });
    for (const line of [...stage.world.log, ...stage.world.chat.logged()])
      for (const code of [shown, parseUserCode(shown) ?? shown]) expect(line).not.toContain(code);
  });

  test('a wrong code finds no terminal, and one of ten minutes ago neither, typed or pressed', async () => {
    const { shown, ask } = await begin();
    const wrong = shown.startsWith('BCDF') ? 'GHJK-LMNP' : 'BCDF-GHJK';
    expect((await type('sender', wrong)).title).toBe(says.unknown.title);
    const asked = await type('sender', shown);
    await stage.world.turn(TEN_MINUTES);
    expect(await answer('sender', asked, says.buttons.confirm)).toBe(says.unknown.title);
    expect((await type('sender', shown)).title).toBe(says.unknown.title);
    expect(await ask()).toEqual({ status: 'over' });
  });

  test('a code is good for one answer: what another person has answered is refused, and a press never lets a terminal act as somebody else', async () => {
    const denied = await begin();
    const [mine, theirs] = [await type('sender', denied.shown), await type('other', denied.shown)];
    expect(await answer('other', theirs, says.buttons.deny)).toBe(says.denied.title);
    expect(await answer('sender', mine, says.buttons.confirm)).toBe(says.unknown.title);
    expect((await type('recipient', denied.shown)).title).toBe(says.unknown.title);
    expect(await denied.ask()).toEqual({ status: 'denied' });

    // They press a button that the sender was shown: it counts for whoever presses, and the sender can no longer be taken for it.
    const stolen = await begin('kiosk');
    const shownToSender = await type('sender', stolen.shown);
    await answer('other', shownToSender, says.buttons.confirm);
    expect(await answer('sender', shownToSender, says.buttons.confirm)).toBe(says.unknown.title);
    expect(await stolen.ask()).toMatchObject({ status: 'confirmed', by: { key: stage.world.chat.keys.other } });
  });

  test('where the operator has switched terminals off, the code is refused with one sentence, and so is the button of a moment before', async () => {
    await stage.begin({ takesTerminals: false });
    const { deviceCodes } = stage.world;
    expect(await deviceCodes.start({ kind: 'terminal', name: 'laptop', address: '203.0.113.7' })).toMatchObject({ code: 'login.off' });
    const machine = await deviceCodes.start({ kind: 'machine', name: 'ci', address: '203.0.113.7', key: 'A'.repeat(43) + '=' });
    if (!machine.ok) throw new Error(machine.code);
    // A machine's code is typed at the same place, and still is.
    expect((await type('sender', machine.value.userCode)).title).toBe(en.machines.ask.title);
    expect((await type('sender', 'BCDF-GHJK')).title).toBe(says.unknown.title);
  });
}
