// From the command to the destroyed secret, in each mode of entry, and what stands in chat at each step.

import { expect } from 'vitest';
import { CANARY, PUBLIC_URL } from '../world.ts';
import { LABEL, type Test, type Stage, card, form, labels, button } from './stage.ts';

/** What a live button never answers to the person who is meant to press it. */
const NOTHING = /isn’t for you|is for someone else|Only the person who shared it|already been opened|Something went wrong/;

export function testJourney(test: Test, stage: Stage): void {
  test('a share goes from the command to the destroyed secret, and the card in the channel tells each step', async () => {
    const { world, shareForm, newest } = stage;
    const opened = await shareForm();
    expect(opened.fields['people']?.initial).toHaveLength(1);
    const created = card(await world.chat.submit('sender', opened, { label: LABEL }));
    expect(created.buttons.map(({ url }) => url)).toEqual([expect.stringMatching(new RegExp(`^${PUBLIC_URL}/go#[a-z2-7]{32}$`))]);

    const place = await world.card('other', 'channel', 'Waiting for an answer');
    expect(place.text).not.toContain(LABEL);
    expect(place.text).toContain(`${PUBLIC_URL}/s/`);
    const asked = await world.card('recipient', 'dm', LABEL);
    expect(labels(asked)).toEqual(['Open', 'Decline']);

    // The key is made in a browser: the press leads there, with a token for whoever pressed.
    const way = card(await world.chat.press('recipient', button(asked, 'Open')));
    const token = way.buttons[0]?.url?.split('#')[1] ?? '';
    const redeemed = await world.tokens.redeem(token);
    expect(redeemed).toMatchObject({ ok: true, value: { person: { key: world.chat.keys.recipient } } });
    expect(await world.tokens.redeem(token)).toMatchObject({ ok: false, code: 'token.invalid' });

    const pages = await world.acceptAndSeal(await newest());
    await world.card('other', 'channel', 'Accepted');
    expect(labels(await world.card('sender', 'dm', 'It’s your turn'))).toEqual(['Enter the secret']);
    await pages.seal();
    await world.card('other', 'channel', 'Ready to open');
    expect(labels(await world.card('recipient', 'dm', 'is ready'))).toEqual(['Open']);
    await pages.open();
    const over = await world.card('other', 'channel', 'Opened, then deleted');
    expect(over.buttons).toEqual([]);
    expect(over.text).not.toContain('/s/');
    await world.card('sender', 'dm', 'proved that it could decrypt it');
    expect((await world.chat.cards('other')).filter(({ where }) => where === 'channel')).toHaveLength(1);
  });

  test('a known browser goes straight to the page: cards carry the plain address, and beside it the way in for another browser', async () => {
    const { world, share, newest } = stage;
    world.know('sender');
    world.know('recipient');
    await share();
    const { id } = await newest();
    const plain = (party: string): string => `${PUBLIC_URL}/s/${id}?as=${party}`;
    const leads = async (as: 'sender' | 'recipient', says: string, label: string): Promise<void> => {
      const one = await world.card(as, 'dm', says);
      expect(button(one, label).url).toBe(plain(as));
      for (const { url } of one.buttons) expect([null, plain(as)]).toContain(url);
    };
    await leads('recipient', LABEL, 'Open');
    await leads('sender', LABEL, 'Enter the secret');
    // In a channel others would read it as theirs.
    expect(button(await world.card('other', 'channel', 'Waiting for an answer'), 'Open').url).toBeNull();
    // J3: all that is theirs is one press away, from each list and from each card.
    for (const as of ['sender', 'recipient'] as const) {
      const mine = `${PUBLIC_URL}/mine?by=${id}&as=${as}`;
      expect(button(card(await stage.command(as, 'list')), 'All on a page').url).toBe(mine);
      expect((await world.card(as, 'dm', LABEL)).text).toContain(mine);
      const listed = card(await stage.command(as, 'list'));
      expect(card(await world.chat.press(as, button(listed, 'Open: 1'))).text).toContain(mine);
    }
    for (const as of ['sender', 'recipient'] as const) {
      const way = card(await world.chat.press(as, button(await world.card(as, 'dm', LABEL), 'New browser')));
      expect(way.buttons.map(({ url }) => url)).toEqual([expect.stringMatching(new RegExp(`^${PUBLIC_URL}/go#[a-z2-7]{32}$`))]);
    }
    const pages = await world.acceptAndSeal(await newest());
    await leads('recipient', 'You accepted', 'Go to the page');
    await leads('sender', 'It’s your turn', 'Enter the secret');
    await pages.seal();
    await leads('recipient', 'is ready', 'Open');
    await leads('sender', 'can open it once', 'Status');
    await pages.open();
    const over = await world.card('recipient', 'dm', 'Opened, then deleted');
    expect(labels(over)).toEqual(['Receipt']);
  });

  test('a command with a person and a label asks for no form: the way to the secret is there at once, and nobody is told before it is entered', async () => {
    const { world, command, newest } = stage;
    const { chat } = world;
    const begun = card(await command('sender', `share ${chat.mention('recipient')} ${LABEL}`));
    expect(labels(begun)).toEqual(['Enter the secret', 'Options']);
    expect(begun.buttons[0]?.url).toMatch(new RegExp(`^${PUBLIC_URL}/go#[a-z2-7]{32}$`));
    await world.settle();
    for (const role of ['sender', 'recipient', 'other'] as const) expect(await chat.cards(role)).toEqual([]);
    expect(card(await command('recipient', 'list')).text).not.toContain(LABEL);
    expect(card(await command('sender', 'list')).text).toContain('Not sent yet');
    const made = await newest();
    expect(made).toMatchObject({ mode: 'sealed', kind: 'credential', place: { name: expect.anything() } });
    await world.shares.uploadPayload(made.id, chat.keys.sender, new Uint8Array(4_400));
    await world.card('other', 'channel', 'Waiting for an answer');
    await world.card('recipient', 'dm', LABEL);
    await world.card('sender', 'dm', 'You’ve entered it');
    // Too late for its options: nothing is made twice.
    expect(card(await chat.press('sender', button(begun, 'Options')))).toMatchObject({
      title: 'It has already been shared',
      text: 'Check your open shares.',
    });
    expect(await world.made()).toHaveLength(1);
  });

  test('Options opens the form, filled in; what it makes takes the place of what the command has begun', async () => {
    const { world, command, newest } = stage;
    const { chat } = world;
    const begun = card(await command('sender', `share ${chat.mention('recipient')} ${LABEL}`));
    const first = await newest();
    expect(card(await chat.press('recipient', button(begun, 'Options'))).title).toBe('This isn’t for you, or it’s already finished');
    const opened = form(await chat.press('sender', button(begun, 'Options')));
    expect(opened.fields['label']?.initial).toBe(LABEL);
    expect(opened.fields['people']?.initial).toHaveLength(1);
    const done = card(await chat.submit('sender', opened, { opens: 'words' }));
    expect(done.title).toContain('Shared with');
    await world.settle();
    const all = await world.made();
    expect(all).toHaveLength(2);
    expect(all.find(({ id }) => id === first.id)).toMatchObject({ mode: 'sealed', state: { status: 'ended' } });
    expect(all.find(({ id }) => id !== first.id)).toMatchObject({ mode: 'words', state: { status: 'offered' } });
    // The first one was nobody's but the sender's: nobody hears that it is over.
    expect((await chat.cards('recipient')).filter(({ where }) => where === 'dm')).toHaveLength(1);
    expect((await chat.cards('other')).filter(({ where }) => where === 'channel')).toHaveLength(1);
  });

  test('I8: in each state every button that stands in chat does something true when its reader presses it', async () => {
    const { world, share, newest } = stage;
    const pressAll = async (): Promise<void> => {
      for (const role of ['sender', 'recipient'] as const)
        for (const one of await world.chat.cards(role))
          for (const live of one.buttons) {
            // It ends the share, and a test of its own presses it.
            if (live.press === null || live.label === 'Decline' || (one.where !== 'dm' && live.label !== 'Open')) continue;
            const answer = await world.chat.press(role, live);
            const where = `${role} presses ${live.label} on “${one.title}”`;
            expect(['private', 'form'], where).toContain(answer.kind);
            if (answer.kind === 'private') expect(`${answer.card.title} ${answer.card.text}`, where).not.toMatch(NOTHING);
          }
      await world.settle();
    };
    await share();
    await pressAll();
    const pages = await world.acceptAndSeal(await newest());
    await pressAll();
    await pages.seal();
    await pressAll();
    await pages.open();
    await pressAll();
    const other = (await share({ label: 'Another key' }), await newest());
    await world.shares.decline(other.id, world.chat.keys.recipient);
    await world.settle();
    await pressAll();
    const said = (await world.chat.cards('recipient')).filter(({ where }) => where === 'dm');
    expect(said.flatMap(labels).filter((label) => label.startsWith('Block'))).toEqual([]);
  });

  test('U7: after the end no button that stands in chat acts on what is over, and each message says what became of it', async () => {
    const { world, share, newest } = stage;
    await share();
    const pages = await world.acceptAndSeal(await newest());
    await world.card('sender', 'dm', 'It’s your turn');
    await pages.seal();
    await world.card('recipient', 'dm', 'It opens once');
    await world.intrude(await newest());
    await world.card('sender', 'dm', 'Someone else tried to open it');
    await world.shares.revoke((await newest()).id, world.chat.keys.sender);
    await world.settle();
    for (const role of ['sender', 'recipient', 'other'] as const) {
      const standing = await world.chat.cards(role);
      expect(standing.length).toBeGreaterThan(0);
      for (const one of standing) {
        expect(
          labels(one).filter((label) => !['Share again', 'Receipt', 'Status'].includes(label)),
          `${role}: ${one.title}`,
        ).toEqual([]);
        expect(`${one.title} ${one.text}`).not.toMatch(/It’s your turn|It opens once|take it back/);
      }
    }
    expect((await world.chat.cards('recipient')).some(({ text }) => text.includes(`“${LABEL}”: Taken back`))).toBe(true);
  });

  test('a link for someone outside is a command of its own, and nobody in chat is asked about it', async () => {
    const { world, shareForm, newest } = stage;
    const answer = card(await world.chat.submit('sender', await shareForm(`link ${LABEL}`), { opens: 'both' }));
    expect(labels(answer)).toEqual(['Get a one-time link']);
    expect((await newest()).mode).toBe('link+words');
    await world.settle();
    expect((await world.chat.cards('other')).filter(({ where }) => where === 'channel')).toEqual([]);
  });

  test('the form asks for person, what it is and kind; the rest is behind a press that keeps what was typed', async () => {
    const { world, shareForm, newest } = stage;
    const { chat } = world;
    const opened = await shareForm('share');
    expect(Object.keys(opened.fields)).toEqual(['people', 'label', 'kind']);
    expect(opened.folded).toEqual({ line: expect.stringContaining(' · 24 hours · This channel'), presses: ['options', 'link'] });
    const typed = { people: [chat.mention('recipient')], label: LABEL, kind: 'note' };
    const whole = form(await chat.pressForm!('sender', opened, 'options', typed));
    expect(whole.fields['people']?.initial).toHaveLength(1);
    expect([whole.fields['label']?.initial, whole.fields['kind']?.initial]).toEqual([LABEL, 'note']);
    card(await chat.submit('sender', whole, { wait: '1h', note: 'for the checkout' }));
    expect(await newest()).toMatchObject({ kind: 'note', label: LABEL, note: 'for the checkout', recipient: { key: chat.keys.recipient } });
    const link = form(await chat.pressForm!('sender', await shareForm('share'), 'link', typed));
    expect(Object.keys(link.fields)).toEqual(['label', 'kind']);
    expect(link.fields['label']?.initial).toBe(LABEL);
    expect(labels(card(await chat.submit('sender', link, {})))).toEqual(['Get a one-time link']);
  });

  test('modal entry: the secret is typed in chat after the recipient has accepted, and every card says who sees it', async () => {
    const { world, share, newest } = stage;
    await share({ entry: 'modal' });
    for (const [who, where] of [
      ['other', 'channel'],
      ['recipient', 'dm'],
      ['sender', 'dm'],
    ] as const) {
      await world.card(who, where, 'this server see it on its way');
    }
    expect(labels(await world.card('sender', 'dm', LABEL))).not.toContain('Enter it here');
    const pages = await world.acceptAndSeal(await newest());
    const typed = form(await world.chat.press('sender', button(await world.card('sender', 'dm', 'It’s your turn'), 'Enter it here')));
    expect(typed.intro).toContain('is seen by');
    expect(card(await world.chat.submit('sender', typed, { secret: CANARY })).title).toBe('Encrypted');
    await world.settle();
    expect((await newest()).state.status).toBe('ready');
    await pages.open();
    await world.card('other', 'channel', 'Opened, then deleted');
  });

  test('modal entry with words: good words are proposed, weak ones are refused, and neither is kept', async () => {
    const { world, share, newest } = stage;
    const created = card(await share({ entry: 'modal', opens: 'words' }));
    const typed = form(await world.chat.press('sender', button(created, 'Enter it here')));
    const proposal = String(typed.fields['words']?.initial);
    expect(proposal.split(' ')).toHaveLength(5);
    const weak = await world.chat.submit('sender', typed, { secret: CANARY, words: 'password' });
    expect(JSON.stringify(weak)).toContain('too easy to guess');
    expect(card(await world.chat.submit('sender', typed, { secret: CANARY })).title).toBe('Encrypted');
    await world.settle();
    expect((await newest()).state.status).toBe('sealed');
    expect(await world.chat.kept()).not.toContain(proposal);
  });

  test('modal entry can be switched off: it is not offered, and a form that asks for it is refused', async () => {
    await stage.begin({ modalEntry: false });
    const { world, shareForm, newest } = stage;
    const opened = await shareForm();
    expect(opened.fields['entry']).toBeUndefined();
    await world.chat.submit('sender', opened, { label: LABEL, entry: 'modal' });
    expect((await newest()).entry).toBe('page');
  });

  test('words mode: the recipient accepts by a press in chat', async () => {
    const { world, share, newest } = stage;
    await share({ opens: 'words' });
    const asked = await world.card('recipient', 'dm', LABEL);
    expect(card(await world.chat.press('recipient', button(asked, 'Accept'))).text).toContain('You accepted');
    expect((await newest()).state.status).toBe('accepted');
    await world.card('other', 'channel', 'Accepted');
    await world.card('sender', 'dm', 'It’s your turn');
  });
}
