// The contract of every adapter: what a person presses on the platform, and what then stands in chat. Run on each platform's harness.
// A test that a platform cannot have is skipped with its reason, given by that platform's test file.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { OpenChat, Role, Seen, SeenButton, SeenCard, SeenForm } from './chat.ts';
import { CANARY, openWorld, PUBLIC_URL, tenantOf, type World, type WorldOptions } from './world.ts';

const LABEL = 'Stripe webhook key';
const BEARER = /\/go#|#1[a-z2-7]{10}/;

/** `skips`: test title → why this platform cannot have it. */
export function describeAdapter(name: string, open: OpenChat, skips: Readonly<Record<string, string>> = {}): void {
  const test = (title: string, run: () => Promise<void>): void => {
    const reason = skips[title];
    it.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (skipped on ${name}: ${reason})`, async () => {
      expect.hasAssertions();
      await run();
    });
  };

  describe(`adapter contract: ${name}`, () => {
    let world: World;
    const begin = async (options?: WorldOptions): Promise<void> => {
      await world?.close();
      world = await openWorld(open, options);
    };
    beforeEach(() => begin());
    afterEach(async () => {
      // Every test ends with the sweep: nothing secret went out or into a log, and no stored message opens anything (T12, T13).
      const kept = await world.chat.kept();
      expect(kept).not.toMatch(BEARER);
      for (const text of [kept, world.log.join('\n')]) expect(text).not.toContain(CANARY);
      expect(world.log.join('\n')).not.toContain(LABEL);
      await world.close();
    });

    const command = (as: Role, text: string, where: 'channel' | 'thread' = 'channel') => world.chat.command(as, text, { where });
    const shareForm = async (text = `share ${world.chat.mention('recipient')} ${LABEL}`): Promise<SeenForm> =>
      form(await command('sender', text));
    /** From the command to the sent form. */
    const share = async (values: Record<string, string | string[]> = {}): Promise<Seen> => {
      const answer = await world.chat.submit('sender', await shareForm(), values);
      await world.settle();
      return answer;
    };
    const newest = async () => {
      const [made] = await world.made();
      if (!made) throw new Error('nothing was shared');
      return made;
    };

    test('a share goes from the command to the destroyed secret, and the card in the channel tells each step', async () => {
      const opened = await shareForm();
      expect(opened.fields['label']?.initial).toBe(LABEL);
      expect(opened.fields['people']?.initial).toHaveLength(1);
      const created = card(await world.chat.submit('sender', opened, {}));
      expect(created.buttons.map(({ url }) => url)).toEqual([expect.stringMatching(new RegExp(`^${PUBLIC_URL}/go#[a-z2-7]{32}$`))]);

      const place = await world.card('other', 'channel', 'Waiting for an answer');
      expect(place.text).not.toContain(LABEL);
      expect(place.text).toContain(`${PUBLIC_URL}/s/`);
      const asked = await world.card('recipient', 'dm', LABEL);
      expect(labels(asked)).toEqual(['Accept', 'Decline']);

      // The key is made in a browser: the press leads there, with a token for whoever pressed.
      const way = card(await world.chat.press('recipient', button(asked, 'Accept')));
      const token = way.buttons[0]?.url?.split('#')[1] ?? '';
      const redeemed = await world.tokens.redeem(token);
      expect(redeemed).toMatchObject({ ok: true, value: { person: { key: world.chat.keys.recipient } } });
      expect(await world.tokens.redeem(token)).toMatchObject({ ok: false, code: 'token.invalid' });

      const pages = await world.acceptAndSeal(await newest());
      await world.card('other', 'channel', 'Accepted');
      expect(labels(await world.card('sender', 'dm', 'It is your turn'))).toEqual(['Enter the secret']);
      await pages.seal();
      await world.card('other', 'channel', 'Ready to open');
      expect(labels(await world.card('recipient', 'dm', 'is ready'))).toEqual(['Open']);
      await pages.open();
      const over = await world.card('other', 'channel', 'Opened and destroyed');
      expect(over.buttons).toEqual([]);
      expect(over.text).not.toContain('/s/');
      await world.card('sender', 'dm', 'proved that it could decrypt it');
      expect((await world.chat.cards('other')).filter(({ where }) => where === 'channel')).toHaveLength(1);
    });

    test('U7: after the end nothing that stands in chat has a button that would do something, and each message says what became of it', async () => {
      await share();
      const pages = await world.acceptAndSeal(await newest());
      await world.card('sender', 'dm', 'It is your turn');
      await pages.seal();
      await world.card('recipient', 'dm', 'It opens once');
      await world.intrude(await newest());
      await world.card('sender', 'dm', 'Somebody else tried to open it');
      await world.shares.revoke((await newest()).id, world.chat.keys.sender);
      await world.settle();
      for (const role of ['sender', 'recipient', 'other'] as const) {
        const standing = await world.chat.cards(role);
        expect(standing.length).toBeGreaterThan(0);
        for (const one of standing) {
          expect(
            labels(one).filter((label) => label !== 'Receipt' && label !== 'Status'),
            `${role}: ${one.title}`,
          ).toEqual([]);
          expect(`${one.title} ${one.text}`).not.toMatch(/It is your turn|It opens once|take it back/);
        }
      }
      expect((await world.chat.cards('recipient')).some(({ text }) => text.includes(`“${LABEL}”: Taken back`))).toBe(true);
    });

    test('T20: a share begun in a thread puts its card into that thread', async () => {
      const fromMenu = form(await world.chat.shortcut('sender'));
      expect(fromMenu.fields['place']?.options).toEqual(['thread', 'channel', 'none']);
      await world.chat.submit('sender', fromMenu, { label: LABEL, people: [world.chat.mention('recipient')] });
      const place = await world.card('other', 'thread', 'Waiting for an answer');
      // Whoever cannot be reached otherwise answers from there.
      const mine = card(await world.chat.press('recipient', button(place, 'Open')));
      expect(labels(mine)).toEqual(['Accept', 'Decline']);
    });

    test('T20: a recipient with closed direct messages is asked in the channel, and the sender is told what to do', async () => {
      await world.chat.closeDirect('recipient', true);
      await share();
      const told = await world.card('sender', 'dm', 'I cannot write to');
      expect(told.text).toContain('/nt2 list');
      const listed = card(await command('recipient', 'list'));
      expect(listed.text).toContain(LABEL);
      const mine = card(await world.chat.press('recipient', button(listed, 'Open: 1')));
      expect(labels(mine)).toEqual(['Accept', 'Decline']);
      await (await world.acceptAndSeal(await newest())).seal();
      expect((await world.card('other', 'channel', 'Ready to open')).text).toContain('I cannot send you a direct message');
    });

    test('T20: a sender with closed direct messages hears his news where the card stands, and nobody else does', async () => {
      await world.chat.closeDirect('sender', true);
      await share();
      await world.acceptAndSeal(await newest());
      await world.card('sender', 'channel', 'It is your turn');
      expect((await world.chat.cards('other')).filter(({ text }) => text.includes('your turn'))).toEqual([]);
    });

    test('T20: the same submission delivered twice makes one share', async () => {
      const opened = await shareForm();
      const first = await world.chat.submit('sender', opened, {}, { press: 'the-same-press-1' });
      const again = await world.chat.submit('sender', opened, {}, { press: 'the-same-press-1' });
      expect(first.kind).toBe('private');
      expect(again).toEqual({ kind: 'nothing' });
      expect(await world.made()).toHaveLength(1);
    });

    test('T20: a replayed press changes nothing', async () => {
      await share();
      const decline = button(await world.card('recipient', 'dm', LABEL), 'Decline');
      expect(card(await world.chat.press('recipient', decline, { press: 'the-same-press-2' })).title).toBe('Declined');
      const before = await world.chat.kept();
      expect(await world.chat.press('recipient', decline, { press: 'the-same-press-2' })).toEqual({ kind: 'nothing' });
      expect(await world.chat.kept()).toBe(before);
    });

    test('T20: an answer that comes after the deadline has changed nothing', async () => {
      await share();
      const before = await newest();
      const accepting = await world.card('recipient', 'dm', LABEL);
      const filled = await shareForm();
      for (const what of ['first', 'find', 'load'] as const) {
        const release = world.slow(what);
        expect(await world.chat.press('recipient', button(accepting, 'Decline'))).toEqual({ kind: 'late' });
        if (what === 'first') expect(await world.chat.submit('sender', filled, {})).toEqual({ kind: 'late' });
        await release();
        expect(await world.made()).toHaveLength(1);
        expect((await newest()).version).toBe(before.version);
      }
      // The person presses again, and it works.
      expect(card(await world.chat.press('recipient', button(accepting, 'Decline'))).title).toBe('Declined');
    });

    test('T20: a secret typed into a form too late is not sealed', async () => {
      const created = card(await share({ entry: 'modal', opens: 'words' }));
      const typed = form(await world.chat.press('sender', button(created, 'Enter it here')));
      for (const what of ['find', 'words'] as const) {
        const release = world.slow(what);
        expect(await world.chat.submit('sender', typed, { secret: CANARY }), what).toEqual({ kind: 'late' });
        await release();
        expect((await newest()).state.status, what).toBe('offered');
      }
    });

    test('a request without a valid signature is refused', async () => {
      const status = await world.chat.forge();
      expect([401, 403]).toContain(status);
      expect(world.log).toEqual([]);
    });

    test('T11: only the sender takes a share back, after one more question, and every card says so', async () => {
      await share();
      const mine = await world.card('sender', 'dm', LABEL);
      const stolen = card(await world.chat.press('recipient', button(mine, 'Take back')));
      expect(stolen.text).toBe('Only the person who shared it can do that.');
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
      await share();
      const asked = await world.card('recipient', 'dm', LABEL);
      for (const label of ['Accept', 'Decline']) {
        const no = card(await world.chat.press('other', button(asked, label)));
        expect(no.buttons).toEqual([]);
        expect(no.text).toBe('This opens nothing for you: it is over, or it is meant for somebody else.');
      }
      const unknown = { label: 'Open', url: null, press: { action: 'open', ref: 'a'.repeat(32) } };
      expect(card(await world.chat.press('other', unknown)).text).toBe(
        'This opens nothing for you: it is over, or it is meant for somebody else.',
      );
      expect((await newest()).state.status).toBe('offered');
    });

    test('several people in one command get one share each', async () => {
      const answer = card(
        await world.chat.submit(
          'sender',
          await shareForm(`share ${world.chat.mention('recipient')} ${world.chat.mention('other')} ${LABEL}`),
          {},
        ),
      );
      await world.settle();
      expect(answer.buttons).toHaveLength(2);
      const made = await world.made();
      expect(new Set(made.map(({ recipient }) => recipient?.key))).toEqual(new Set([world.chat.keys.recipient, world.chat.keys.other]));
      await world.card('recipient', 'dm', LABEL);
      await world.card('other', 'dm', LABEL);
    });

    test('without a person it becomes a link share, which nobody in chat is asked about', async () => {
      const answer = card(await world.chat.submit('sender', await shareForm(`share ${LABEL}`), { opens: 'both' }));
      expect(labels(answer)).toEqual(['Enter it, get the link']);
      expect((await newest()).mode).toBe('link+words');
      await world.settle();
      expect((await world.chat.cards('other')).filter(({ where }) => where === 'channel')).toEqual([]);
    });

    test('modal entry: the secret is typed in chat after the recipient has accepted, and every card says who sees it', async () => {
      await share({ entry: 'modal' });
      for (const [who, where] of [
        ['other', 'channel'],
        ['recipient', 'dm'],
        ['sender', 'dm'],
      ] as const) {
        await world.card(who, where, 'this server see it while it passes');
      }
      expect(labels(await world.card('sender', 'dm', LABEL))).not.toContain('Enter it here');
      const pages = await world.acceptAndSeal(await newest());
      const typed = form(await world.chat.press('sender', button(await world.card('sender', 'dm', 'It is your turn'), 'Enter it here')));
      expect(typed.intro).toContain('is seen by');
      expect(card(await world.chat.submit('sender', typed, { secret: CANARY })).title).toBe('Sealed');
      await world.settle();
      expect((await newest()).state.status).toBe('ready');
      await pages.open();
      await world.card('other', 'channel', 'Opened and destroyed');
    });

    test('modal entry with words: good words are proposed, weak ones are refused, and neither is kept', async () => {
      const created = card(await share({ entry: 'modal', opens: 'words' }));
      const typed = form(await world.chat.press('sender', button(created, 'Enter it here')));
      const proposal = String(typed.fields['words']?.initial);
      expect(proposal.split(' ')).toHaveLength(5);
      const weak = await world.chat.submit('sender', typed, { secret: CANARY, words: 'password' });
      expect(JSON.stringify(weak)).toContain('too easy to guess');
      expect(card(await world.chat.submit('sender', typed, { secret: CANARY })).title).toBe('Sealed');
      await world.settle();
      expect((await newest()).state.status).toBe('sealed');
      expect(await world.chat.kept()).not.toContain(proposal);
    });

    test('modal entry can be switched off: it is not offered, and a form that asks for it is refused', async () => {
      await begin({ modalEntry: false });
      const opened = await shareForm();
      expect(opened.fields['entry']).toBeUndefined();
      await world.chat.submit('sender', opened, { entry: 'modal' });
      expect((await newest()).entry).toBe('page');
    });

    test('words mode: the recipient accepts by a press in chat', async () => {
      await share({ opens: 'words' });
      const asked = await world.card('recipient', 'dm', LABEL);
      expect(card(await world.chat.press('recipient', button(asked, 'Accept'))).text).toContain('You accepted');
      expect((await newest()).state.status).toBe('accepted');
      await world.card('other', 'channel', 'Accepted');
      await world.card('sender', 'dm', 'It is your turn');
    });

    test('a decline is told to the sender and shown in the channel', async () => {
      await share();
      await world.chat.press('recipient', button(await world.card('recipient', 'dm', LABEL), 'Decline'));
      await world.card('sender', 'dm', 'Nothing was handed over');
      expect((await world.card('other', 'channel', 'Declined')).buttons).toEqual([]);
    });

    test('a recipient blocks a sender from the card that he declined: what else waits is declined, and nothing more comes', async () => {
      await share();
      await share({ label: 'Another key' });
      const declined = card(await world.chat.press('recipient', button(await world.card('recipient', 'dm', LABEL), 'Decline')));
      const [block] = declined.buttons;
      expect(block?.label).toMatch(/^Block \S/);
      // On the card itself it stands too, and nobody else can use it.
      const over = await world.card('recipient', 'dm', 'You declined');
      expect(labels(over)).toContain(block?.label);
      const onCard = button(over, block?.label ?? '');
      expect(card(await world.chat.press('sender', onCard)).text).toBe('This is meant for somebody else.');
      const blocked = card(await world.chat.press('recipient', onCard));
      expect(`${blocked.title} ${blocked.text}`).toMatch(/is blocked .*declined \(1\)/s);
      expect((await world.made()).map(({ state }) => (state.status === 'ended' ? state.cause : state.status))).toEqual([
        'declined',
        'declined',
      ]);

      const before = (await world.chat.cards('recipient')).length;
      const no = await share();
      expect(JSON.stringify(no)).toContain('They take no shares from you at the moment.');
      expect(await world.made()).toHaveLength(2);
      expect(await world.chat.cards('recipient')).toHaveLength(before);

      const listed = card(await command('recipient', 'blocks'));
      expect(listed.text).toMatch(/^1\. \S/);
      expect(card(await command('sender', 'blocks')).text).toContain('Nobody.');
      expect(card(await world.chat.press('recipient', button(listed, 'Unblock: 1'))).title).toContain('is not blocked any more');
      await share();
      expect(await world.made()).toHaveLength(3);
    });

    test('blocking and unblocking by command; oneself, nobody and two at once are refused with a sentence', async () => {
      const { mention, keys } = world.chat;
      await share();
      expect(card(await command('recipient', `block ${mention('sender')}`)).text).toContain('declined (1)');
      expect(JSON.stringify(await share())).toContain('They take no shares from you at the moment.');
      expect(card(await command('recipient', `unblock ${mention('sender')}`)).title).toContain('is not blocked any more');
      expect(card(await command('recipient', `unblock ${mention('sender')}`)).title).toContain('was not blocked');
      expect(card(await command('recipient', `block ${mention('recipient')}`)).text).toContain('That is you.');
      expect(await world.shares.blocked(tenantOf(world.chat), keys.recipient)).toEqual([]);
    });

    test('T20: a block that comes after the deadline has blocked nobody and declined nothing', async () => {
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

    test('T15: what expires while nobody looks is told once', async () => {
      await share();
      await world.turn(25 * 3_600_000);
      await world.turn(3_600_000);
      const told = (await world.chat.cards('sender')).filter(({ where, title }) => where === 'dm' && title === 'Expired');
      expect(told).toHaveLength(1);
      await world.card('other', 'channel', 'Expired');
    });

    test('somebody else who tries to open it rings the sender, at most once a minute', async () => {
      await share();
      await (await world.acceptAndSeal(await newest())).seal();
      await world.intrude(await newest());
      await world.intrude(await newest());
      const rings = (await world.chat.cards('sender')).filter(({ title }) => title === 'Somebody else tried to open it');
      expect(rings).toHaveLength(1);
      await world.turn(61_000);
      await world.intrude(await newest());
      expect((await world.chat.cards('sender')).filter(({ title }) => title === 'Somebody else tried to open it')).toHaveLength(2);
    });

    test('a card that somebody deleted is posted anew with the next change', async () => {
      await share();
      const place = await world.card('other', 'channel', 'Waiting for an answer');
      await world.chat.remove(place);
      await world.acceptAndSeal(await newest());
      const again = await world.card('other', 'channel', 'Accepted');
      expect(again.id).not.toBe(place.id);
    });

    test('T13: a secret pasted into the command is thrown away, and the sender is warned at once', async () => {
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
      await share({ label: 'invoice\u202Efdp.exe\u200B', note: 'plain' });
      const asked = await world.card('recipient', 'dm', 'invoice');
      expect(asked.text).toContain('invoice⟨U+202E⟩fdp.exe⟨U+200B⟩');
      const refused = await world.chat.submit('sender', await shareForm(), { label: 'bell\u0007' });
      expect(JSON.stringify(refused)).toContain('ordinary characters');
    });

    test('oneself, a bot, a group and somebody unknown cannot receive, and it is said why', async () => {
      const { mention } = world.chat;
      const why = async (who: Parameters<typeof mention>[0]) => card(await command('sender', `share ${mention(who)} ${LABEL}`)).text;
      expect(await why('sender')).toContain('That is you');
      expect(await why('bot')).toContain('is a bot');
      expect(await why('group')).toContain('is not one person');
      expect(await why('unknown')).toContain('I do not know');
      const inForm = await world.chat.submit('sender', await shareForm(), { people: [mention('sender')] });
      expect(JSON.stringify(inForm)).toContain('That is you');
      expect(await world.made()).toEqual([]);
    });

    test('a form that the platform refuses is told as broken, not as slow, and its code is in the log', async () => {
      const code = world.chat.refuseForm!();
      const told = card(await command('sender', `share ${world.chat.mention('recipient')} ${LABEL}`));
      expect([told.title, told.buttons]).toEqual(['I could not show that', []]);
      expect(told.text).toContain('it is a defect in nt2');
      const lines = world.chat.logged();
      expect(lines.filter((line) => line.includes(`"${code}"`))).toHaveLength(1);
      expect(lines.join('\n')).not.toContain(LABEL);
      expect(await world.made()).toEqual([]);
      // It was only that one.
      expect((await shareForm()).fields['label']?.initial).toBe(LABEL);
    });

    test('help, and anything that is not understood, explains what can be typed', async () => {
      expect(card(await command('sender', 'help')).text).toContain('/nt2 share @person');
      expect(card(await command('sender', 'frobnicate')).text).toContain('I did not understand that');
      expect(card(await command('sender', '')).text).not.toContain('I did not understand that');
    });

    test('T12: in every state its two people reach the receipt, each by a link of his own that works once; nobody else does', async () => {
      const { chat } = world;
      await share();
      const made = await newest();
      const token = async (as: Role, seen: Seen): Promise<void> => {
        const [way, ...more] = card(seen).buttons;
        const [, passed = ''] = new RegExp(`^${PUBLIC_URL}/go#([a-z2-7]{32})/receipt$`).exec(way?.url ?? '') ?? [];
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
          expect([none.text, none.buttons]).toEqual([expect.stringContaining('This opens nothing for you'), []]);
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
      const over = await world.card('recipient', 'dm', 'Opened and destroyed');
      await token('recipient', await chat.press('recipient', button(over, 'Receipt')));
      await token('sender', await command('sender', `receipt ${PUBLIC_URL}/s/${made.id}`));
      // A whole link is no address.
      expect(card(await command('sender', `receipt ${PUBLIC_URL}/s/${made.id}#1${'a'.repeat(56)}`)).title).toBe(
        'That looked like a secret',
      );
    });

    test('what can be taken back is listed to the sender alone', async () => {
      await share();
      expect(labels(card(await command('sender', 'revoke')))).toEqual(['Take back: 1']);
      expect(card(await command('recipient', 'revoke')).buttons).toEqual([]);
    });
  });
}

function card(seen: Seen): SeenCard {
  if (seen.kind !== 'private') throw new Error(`expected a private card, got ${JSON.stringify(seen)}`);
  return seen.card;
}

function form(seen: Seen): SeenForm {
  if (seen.kind !== 'form') throw new Error(`expected a form, got ${JSON.stringify(seen)}`);
  return seen.form;
}

const labels = ({ buttons }: SeenCard): string[] => buttons.map(({ label }) => label);

function button(on: SeenCard, label: string): SeenButton {
  const found = on.buttons.find((known) => known.label === label);
  if (!found) throw new Error(`no button ${label} on "${on.title}": ${labels(on).join(', ')}`);
  return found;
}
