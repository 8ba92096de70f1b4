// What comes in: forged requests, secrets pasted where none belong, odd characters, people who cannot receive, and commands nobody knows.

import { expect } from 'vitest';
import { unfolded } from '../chat.ts';
import { LABEL, type Test, type Stage, button, card, form } from './stage.ts';

export function testInput(test: Test, stage: Stage): void {
  test('a request without a valid signature is refused', async () => {
    const { world } = stage;
    const status = await world.chat.forge();
    expect([401, 403]).toContain(status);
    expect(world.log).toEqual([]);
  });

  test('T13: a secret pasted into the command is thrown away, and the sender is warned at once', async () => {
    const { world, command } = stage;
    const pasted = 'sk_live_51CANARYabcdefghijkl';
    const opened = form(await command('sender', `share ${world.chat.mention('recipient')} ${pasted}`));
    expect(opened.fields['label']?.initial).toBe('');
    expect(opened.intro).toContain('Change it where it was issued');
    const other = card(await command('sender', `list ${pasted}`));
    expect(other.title).toBe('That looked like a secret');
    const refused = await world.chat.submit('sender', opened, { label: `key ${pasted}` });
    expect(JSON.stringify(refused)).toContain('looks like the secret itself');
    for (const text of [await world.chat.kept(), world.log.join('\n'), JSON.stringify([opened, other, refused])])
      expect(text).not.toContain(pasted);
    expect(await world.made()).toEqual([]);
  });

  test('characters that turn or hide text are shown for what they are', async () => {
    const { world, shareForm, share } = stage;
    await share({ label: 'invoice\u202Efdp.exe\u200B', note: 'plain' });
    const asked = await world.card('recipient', 'dm', 'invoice');
    expect(asked.text).toContain('invoice⟨U+202E⟩fdp.exe⟨U+200B⟩');
    const refused = await world.chat.submit('sender', await shareForm(), { label: 'bell\u0007' });
    expect(JSON.stringify(refused)).toContain('plain characters');
  });

  test('oneself, a bot, a group and somebody unknown cannot receive, and it is said why', async () => {
    const { world, command, shareForm } = stage;
    const { mention } = world.chat;
    const why = async (who: Parameters<typeof mention>[0]) => {
      const { title, text } = card(await command('sender', `share ${mention(who)} ${LABEL}`));
      return `${title}. ${text}`;
    };
    expect(await why('sender')).toContain('That’s you');
    expect(await why('bot')).toContain('is a bot');
    expect(await why('group')).toContain('isn’t one person');
    expect(await why('unknown')).toContain('I don’t know');
    expect(await world.made()).toEqual([]);
    if (world.chat.adapter.capabilities.forms === false) return;
    const inForm = await world.chat.submit('sender', await shareForm(), { label: LABEL, people: [mention('sender')] });
    expect(JSON.stringify(inForm)).toContain('That’s you');
    const withBot = await world.chat.submit('sender', await shareForm(), {
      label: LABEL,
      people: [mention('recipient'), mention('bot')],
    });
    expect(JSON.stringify(withBot)).toContain('is a bot');
    expect(await world.made()).toEqual([]);
  });

  test('I4: oneself and a bot that were picked in a form are refused at once, and nothing is picked or typed twice', async () => {
    const { world, shareForm, newest } = stage;
    const { chat } = world;
    const typed = { label: `${LABEL} *_1/2_* \\o/`, note: 'for <the> checkout', kind: 'note', wait: '1h', place: 'none' };
    for (const [who, why] of [
      ['sender', 'That’s you. Pick who should get it.'],
      ['bot', 'is a bot. Pick a person.'],
    ] as const) {
      const sent = await unfolded(chat, { as: 'sender', form: await shareForm(), values: typed });
      const refused = await chat.submit('sender', sent, { ...typed, people: [chat.mention('recipient'), chat.mention(who)] });
      const said = refused.kind === 'reject-form' ? refused.errors['people'] : `${card(refused).title}. ${card(refused).text}`;
      expect(said).toContain(why);
      // Where the platform keeps the form open it stands there still; elsewhere one press opens it.
      const again = refused.kind === 'reject-form' ? sent : form(await chat.press('sender', button(card(refused), 'Back to the form')));
      if (refused.kind === 'private') {
        expect([again.fields['label']?.initial, again.fields['note']?.initial, again.fields['kind']?.initial]).toEqual([
          typed.label,
          typed.note,
          'note',
        ]);
        expect(again.fields['people']?.initial).toEqual([chat.mention('recipient').replace(/^<@|>$/g, '')]);
      }
      const rest = refused.kind === 'reject-form' ? { ...typed, people: [chat.mention('recipient')] } : {};
      card(await chat.submit('sender', again, rest));
      const made = await newest();
      expect(made).toMatchObject({
        label: typed.label,
        note: typed.note,
        kind: 'note',
        place: null,
        recipient: { key: chat.keys.recipient },
      });
      expect(made.expiresAt - made.createdAt).toBe(3_600_000);
    }
    expect(await world.made()).toHaveLength(2);
  });

  test('help, and anything that is not understood, explains what can be typed', async () => {
    const { command } = stage;
    expect(card(await command('sender', 'help')).text).toContain('/nt2 share @person');
    expect(card(await command('sender', 'frobnicate')).text).toContain('I didn’t understand that');
    expect(card(await command('sender', '')).text).not.toContain('I didn’t understand that');
  });
}
