// The first answer: where it is shown, what happens when it cannot be, and that Slack hears in time whatever hangs.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unshownFor } from '../../../src/adapters/slack/delivery-errors.ts';
import type { InteractionResponse, Form, Home, Interaction } from '../../../src/bot/port.ts';
import { cardOf, createStub, openStage, type Stage } from './stage.ts';

const BEARER = 'https://nt2.example.com/go#abcdefghijklmnopqrstuvwxyz234567';
const WAY = cardOf('Continue in your browser', { buttons: [{ kind: 'open', url: BEARER, label: 'Go to the page', tone: 'primary' }] });
const FORM: Form = {
  name: 'share',
  ref: 'kind=note',
  title: 'Share a secret',
  submit: 'Ask them',
  intro: [['Read ', { kind: 'strong', text: 'this' }, ' first.']],
  fields: [
    { id: 'people', kind: 'people', label: 'To whom', required: false, max: 10, initial: [] },
    { id: 'label', kind: 'text', label: 'What it is', required: true, max: 80, initial: 'Stripe key', multiline: false },
    { id: 'note', kind: 'text', label: 'Note (optional)', required: false, max: 400, initial: '', multiline: true },
  ],
};
const HOME: Home = {
  intro: cardOf('Hand a secret to one person', {
    buttons: [{ kind: 'act', action: 'share', ref: 'new', label: 'Share a secret', tone: 'primary' }],
  }),
  sections: [
    { title: 'Waiting for you', none: ['Nothing is waiting.'], cards: [] },
    {
      title: 'Sent by you',
      none: ['Nothing.'],
      cards: [cardOf('Your credential', { buttons: [{ kind: 'act', action: 'revoke', ref: 'r1', label: 'Take back', tone: 'danger' }] })],
    },
  ],
};

const privately = (title: string): InteractionResponse => ({ kind: 'private', card: cardOf(title) });

describe('first answers', () => {
  let stage: Stage;
  let now = Date.parse('2026-11-20T16:00:00.000Z');
  let answer: (inbound: Interaction, deadline: AbortSignal) => InteractionResponse | Promise<InteractionResponse>;
  let stub: ReturnType<typeof createStub>;
  const alex = () => stage.slack.person('U1ALEX');
  const command = (text = 'help') => alex().command(`/nt2 ${text}`, { in: 'C1ENG' });
  const textsOf = (value: unknown): string => JSON.stringify(value);
  /** A card of nt2 with one button, standing in the channel. */
  const posted = async () => {
    const card = cardOf('A credential', { buttons: [{ kind: 'act', action: 'open', ref: 'r1', label: 'Open' }] });
    const sent = await stage.adapter.outbound.post({ ref: 'T1ACME/C1ENG', name: '' }, card, 'k1');
    const [, channel = '', ts = ''] = sent.ok ? sent.ref.split('/') : [];
    return { channel, ts };
  };

  beforeEach(async () => {
    now = Date.parse('2026-11-20T16:00:00.000Z');
    stage = await openStage({ clock: () => now });
    answer = () => ({ kind: 'nothing' });
    stub = createStub((inbound, deadline) => answer(inbound, deadline));
    await stage.adapter.start(stub.bot);
  });
  afterEach(async () => {
    // No single-use link stands in anything that Slack keeps (T12).
    expect(stage.slack.stored()).not.toContain('/go#');
    await stage.close();
  });

  it('a command is answered by a message that only they see, and a form opens over it', async () => {
    answer = () => ({ kind: 'private', card: WAY });
    const { act } = await command();
    expect(stage.slack.outcome(act).ephemerals).toHaveLength(1);
    expect(textsOf(stage.slack.outcome(act).ephemerals)).toContain(BEARER);
    answer = () => ({ kind: 'form', form: FORM });
    await command('share');
    expect(alex().modal()).toMatchObject({ callback_id: 'nt2_share', title: { text: 'Share a secret' }, submit: { text: 'Ask them' } });
    // Slack says by itself that a field may stay empty.
    expect(
      alex()
        .modal()
        ?.blocks.map(({ label }) => label?.text),
    ).toEqual([undefined, 'To whom', 'What it is', 'Note']);
  });

  it('a press on a message opens a modal; a press in a modal takes its place; a link says nothing', async () => {
    answer = ({ kind }) => (kind === 'action' ? { kind: 'private', card: WAY } : { kind: 'nothing' });
    const at = await posted();
    await alex().press(at, 'nt2:open:0');
    expect(alex().modal()).toMatchObject({ title: { text: 'Continue in your browser' } });
    expect(await alex().press('modal', 'nt2:link:0')).toMatchObject({ body: '', sawError: null });
    expect(stub.asked).toHaveLength(1);
    answer = () => ({
      kind: 'private',
      card: cardOf('Sure?', { buttons: [{ kind: 'act', action: 'revoke-now', ref: 'r1', label: 'Yes' }] }),
    });
    await alex().press(at, 'nt2:open:0');
    answer = () => privately('Taken back');
    await alex().press('modal', 'nt2:revoke-now:0');
    expect(alex().modal()).toMatchObject({ title: { text: 'Taken back' } });
    expect(alex().modals()).toHaveLength(1);
  });

  it('T20: a trigger that has expired falls back on a message that only they see, in the thread where they pressed', async () => {
    const at = await posted();
    for (const error of ['expired_trigger_id', 'exchanged_trigger_id']) {
      stage.slack.fail('views.open', { answer: 'error', error });
      answer = () => ({ kind: 'private', card: WAY });
      const { act } = await alex().press(at, 'nt2:open:0');
      expect(textsOf(stage.slack.outcome(act).ephemerals)).toContain(BEARER);
    }
    const asked = stage.slack.person('U1SAM').say('C1ENG', 'Please');
    stage.slack.fail('views.open', { answer: 'error', error: 'expired_trigger_id' });
    answer = () => privately('Here');
    const shortcut = await alex().messageShortcut('share_in_thread', { channel: 'C1ENG', ts: asked.ts });
    expect(stage.slack.outcome(shortcut.act).ephemerals).toMatchObject([{ threadTs: asked.ts }]);
    // Nothing is left to show it with: it is noted, and nothing breaks.
    stage.slack.fail('views.open', { answer: 'error', error: 'expired_trigger_id' });
    expect(await alex().globalShortcut('share')).toMatchObject({ sawError: null });
    expect(stage.lines).toContain('{"event":"slack.not_shown","type":"views.open","code":"expired_trigger_id"}');
    expect(stage.lines).toContain('{"event":"slack.not_shown","type":"response_url","code":"none"}');
  });

  it.each([
    ['expired_trigger_id', 'Too late'],
    ['exchanged_trigger_id', 'Too late'],
    ['missing_scope', 'Set up'],
    ['invalid_auth', 'Set up'],
    ['invalid_arguments', 'Shape'],
    ['view_too_large', 'Shape'],
    ['ratelimited', 'Busy'],
    ['internal_error', 'Busy'],
  ])('a form that Slack refuses with %s is told for what it is, and the code is in the log', async (error, says) => {
    answer = () => ({ kind: 'form', form: FORM });
    stage.slack.fail('views.open', { answer: 'error', error });
    const { act } = await command('share');
    expect(textsOf(stage.slack.outcome(act).ephemerals)).toContain(says);
    expect(stage.lines).toContain(`{"event":"slack.not_shown","type":"views.open","code":"${error}"}`);
  });

  it('a code that Slack has not documented is taken for a defect, and not for something that waiting mends', () => {
    expect(['a_code_that_is_new', 'duplicate_external_id', 'http_500', 'no_installation'].map(unshownFor)).toEqual([
      'shape',
      'shape',
      'busy',
      'setup',
    ]);
  });

  it('a form on which the connection breaks is not told as slow, and a card that no view can show still comes, each with its line', async () => {
    answer = () => ({ kind: 'form', form: FORM });
    stage.slack.fail('views.open', { answer: 'reset' });
    const { act } = await command('share');
    expect(textsOf(stage.slack.outcome(act).ephemerals)).toContain('Busy');
    expect(stage.lines).toContain('{"event":"slack.not_shown","type":"views.open","code":"unreachable"}');

    const at = await posted();
    answer = () => ({ kind: 'private', card: WAY });
    stage.slack.fail('views.open', { answer: 'error', error: 'invalid_arguments' });
    const pressed = await alex().press(at, 'nt2:open:0');
    expect(textsOf(stage.slack.outcome(pressed.act).ephemerals)).toContain(BEARER);
    expect(stage.lines).toContain('{"event":"slack.not_shown","type":"views.open","code":"invalid_arguments"}');
  });

  it('a submitted form brings back all that it carried, and becomes the private card', async () => {
    answer = () => ({ kind: 'form', form: FORM });
    await command('share');
    answer = () => ({ kind: 'private', card: WAY });
    await alex().submit({ label: 'Other', people: ['U1SAM', 'U1TEMP'] });
    expect(stub.asked.at(-1)).toMatchObject({
      kind: 'form',
      name: 'share',
      ref: 'kind=note',
      place: { ref: 'T1ACME/C1ENG', kind: 'channel' },
      values: {
        label: 'Other',
        note: '',
        people: [
          { kind: 'member', name: 'sam' },
          { kind: 'guest', name: 'temp' },
        ],
      },
    });
    expect(alex().modal()).toMatchObject({ callback_id: 'nt2_card' });
    expect(textsOf(alex().modal())).toContain(BEARER);
  });

  it('errors stand at fields that are there; a form that is handed back and sent again is another press', async () => {
    answer = () => ({ kind: 'form', form: FORM });
    await command('share');
    answer = () => ({ kind: 'reject-form', errors: { label: 'No.', elsewhere: 'Nor that.' } });
    const { act } = await alex().submit({ label: 'x' });
    expect(stage.slack.outcome(act).errors).toEqual({ label: 'No.', people: 'Nor that.' });
    await alex().submit({ label: 'y' });
    const [first, second] = stub.asked.slice(-2);
    expect(first?.id).not.toBe(second?.id);
  });

  it('a person’s own page is published when it is opened, and again after a press on it', async () => {
    let homes = 0;
    answer = ({ kind }) => {
      if (kind !== 'home') return privately('Sure?');
      homes += 1;
      return { kind: 'home', home: HOME };
    };
    await alex().openHome();
    await expect.poll(() => alex().home()).not.toBeNull();
    expect(textsOf(alex().home())).toContain('Nothing is waiting.');
    await alex().press('home', 'nt2:revoke:0');
    expect(alex().modal()).toMatchObject({ title: { text: 'Sure?' } });
    await expect.poll(() => homes).toBe(2);
  });

  it('nothing that Slack is told of a page that is too long is lost but its end', async () => {
    const many = Array.from({ length: 60 }, () => HOME.sections[1]?.cards[0] ?? cardOf(''));
    answer = () => ({ kind: 'home', home: { ...HOME, sections: [{ title: 'Sent', none: [''], cards: many }] } });
    await alex().openHome();
    await expect.poll(() => alex().home()?.blocks.length).toBe(100);
  });

  describe('T20: the deadline', () => {
    beforeEach(() => {
      stage.config.answerWithinMs = 60;
    });
    const hang = { answer: 'delay', ms: 400 } as const;

    it('a handler that is late shows nothing afterwards; the person hears of it where they are', async () => {
      const at = await posted();
      answer = () => ({ kind: 'form', form: FORM });
      stage.config.answerWithinMs = 30_000;
      await command('share');
      stage.config.answerWithinMs = 60;
      const finished: string[] = [];
      let release = (): void => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      let aborted = 0;
      answer = async ({ kind }, deadline) => {
        await released;
        aborted += deadline.aborted ? 1 : 0;
        finished.push(kind);
        return { kind: 'private', card: cardOf('Late after all') };
      };
      const submitted = await alex().submit({});
      expect(stage.slack.outcome(submitted.act).errors).toEqual({ people: 'Too late. The first line. Second line' });
      const typed = await command();
      expect(textsOf(stage.slack.outcome(typed.act).ephemerals)).toContain('Too late');
      const pressed = await alex().press(at, 'nt2:open:0');
      expect(textsOf(stage.slack.outcome(pressed.act).ephemerals)).toContain('Too late');
      await alex().globalShortcut('share');
      expect(alex().modal()).toMatchObject({ title: { text: 'Too late' } });
      expect(finished).toEqual([]);
      release();
      await expect.poll(() => finished).toHaveLength(4);
      await stage.adapter.stop();
      expect(aborted).toBe(4);
      expect(stage.slack.kept()).not.toContain('Late after all');
    });

    it('it holds also while Slack does not say whose installation it is, or who someone is', async () => {
      for (const method of ['auth.test', 'users.info']) {
        stage.slack.fail(method, hang);
        // What is known of the workspace by now came from the call that was too late for the first press.
        if (method === 'users.info') await expect.poll(() => stage.slack.calls).toHaveLength(1);
        if (method === 'users.info') await new Promise((resolve) => setTimeout(resolve, 400));
        const { act } = await command();
        expect(textsOf(stage.slack.outcome(act).ephemerals), method).toContain('Too late');
      }
      await stage.adapter.stop();
      expect(stub.asked).toEqual([]);
      expect(stage.slack.calls.map(({ method }) => method)).toEqual(['auth.test', 'users.info']);
    });

    it('an answer in time is shown, however long Slack takes to show it', async () => {
      stage.config.answerWithinMs = 30_000;
      await command();
      stage.config.answerWithinMs = 400;
      stage.slack.fail('views.open', { answer: 'delay', ms: 1_500, done: true });
      answer = () => ({ kind: 'form', form: FORM });
      const { act, ms, sawError } = await command('share');
      expect(sawError).toBeNull();
      expect(ms).toBeLessThan(1_400);
      await expect.poll(() => alex().modal()?.callback_id).toBe('nt2_share');
      expect(stage.slack.outcome(act).ephemerals).toEqual([]);
    });

    it('an installation that is not known is told in a form that needs no token', async () => {
      stage.config.answerWithinMs = 30_000;
      stage.slack.fail('auth.test', { answer: 'error', error: 'invalid_auth' });
      const { act } = await command();
      expect(textsOf(stage.slack.outcome(act).ephemerals)).toContain('Broken');
      expect(stub.asked).toEqual([]);
    });
  });
});
