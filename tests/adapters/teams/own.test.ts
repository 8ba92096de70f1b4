// What Teams' adapter does that others need not: the card below a typed command, forms that are drawn again, text that stays text, and
// what Teams refuses.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderCard } from '../../../src/adapters/teams/render.ts';
import { failureIn } from '../../../src/adapters/teams/failures.ts';
import { en } from '../../../src/bot/messages/messages.ts';
import type { Button, Card } from '../../../src/bot/port.ts';
import { actionsOf, judgeCard, textOf, type Element } from '../../fakes/teams/judge.ts';
import { TENANT } from '../../fakes/teams/teams.ts';
import { card, form, LABEL } from '../contract/stage.ts';
import { openTeamsChat, type TeamsChat } from '../teams-chat.ts';
import { nt2Of } from '../teams-reading.ts';
import { CANARY, openWorld, type World } from '../world.ts';

let chat: TeamsChat;
let world: World;
beforeEach(async () => {
  world = await openWorld(async (options) => (chat = await openTeamsChat(options)));
});
afterEach(() => world.close());

const draw = (more: Partial<Card>) =>
  renderCard({ title: 't', tone: 'plain', body: [], buttons: [], fallback: 'f', ...more }, { tenant: TENANT, inDialog: false, top: false });

describe('the card below a typed command', () => {
  it('opens for the one who typed it alone, and carries nothing that looked like a secret', async () => {
    const pasted = 'sk_live_51CANARYabcdefghijkl';
    form(await chat.command('sender', `share ${chat.mention('recipient')} ${pasted}`));
    const way = chat.teams.posted.at(-1)!;
    expect(JSON.stringify(way)).not.toContain('CANARY');
    expect(way.card.body.map(textOf).join()).toContain(en.typed.leaked);
    const [open] = actionsOf(way.card);
    const value = { data: open?.['data'] };
    for (const who of ['recipient', 'other'] as const)
      expect(card(await chat.invoke(who, 'task/fetch', value)).title).toBe(en.typed.notYours.title);
    expect((await chat.invoke('sender', 'task/fetch', value)).kind).toBe('form');
    expect(await world.made()).toEqual([]);
  });

  it('names the person, and takes commands as cards write them', async () => {
    const help = card(await chat.command('sender', '/nt2 help'));
    expect(help.text).toContain('/nt2 share @person');
    expect(help.text).not.toContain('I didn’t understand that');
    expect(chat.teams.posted.at(-1)!.card.body.map(textOf)[0]).toBe(en.typed.line.replace('{person}', 'Alex'));
  });
});

describe('a form that is drawn again', () => {
  it('keeps what was typed, but for a secret', async () => {
    const opened = form(await chat.command('sender', `share ${chat.mention('recipient')}`));
    const whole = form(await chat.pressForm!('sender', opened, 'options'));
    await chat.submit('sender', whole, { label: LABEL, note: 'for the checkout', wait: '1h', people: [chat.mention('sender')] });
    const { card: again } = chat.screenOf(whole);
    const stands = Object.fromEntries(again.body.map((element) => [element['id'], element['value']]));
    expect(stands).toMatchObject({ label: LABEL, note: 'for the checkout', wait: '1h', people: chat.people.sender.aad });

    const made = card(await chat.submit('sender', whole, { people: [chat.mention('recipient')], entry: 'modal', opens: 'words' }));
    const typed = form(
      await chat.press(
        'sender',
        made.buttons.find(({ label }) => label === 'Enter it here')!,
      ),
    );
    expect((await chat.submit('sender', typed, { secret: CANARY, words: 'password' })).kind).toBe('reject-form');
    expect(JSON.stringify(chat.screenOf(typed).card)).not.toContain(CANARY);
  });

  it('is another submission each time: only the same one twice is one', async () => {
    const opened = form(await chat.command('sender', `share ${chat.mention('recipient')}`));
    const nonce = (): unknown =>
      actionsOf(chat.screenOf(opened).card)
        .map((one) => nt2Of(one)['nonce'])
        .find((one) => one !== undefined);
    const first = nonce();
    await chat.submit('sender', opened, { label: '' });
    expect([typeof first, nonce() === first]).toEqual(['string', false]);
  });

  it('names no place: a press that makes one up acts where Teams says it was', async () => {
    const opened = form(await chat.command('sender', `share ${chat.mention('recipient')}`));
    await chat.submit('sender', opened, { label: LABEL });
    const [made] = await world.made();
    expect(made?.place?.ref).toMatch(new RegExp(`^${TENANT}/19:[^/;]+$`));
    await world.settle();
    // The label is in no card that others read.
    const open = chat.teams.posted.filter(({ conversation }) => conversation.startsWith('19:'));
    expect(open.length).toBeGreaterThan(1);
    expect(JSON.stringify(open)).not.toContain(LABEL);
  });
});

describe('a card', () => {
  it.each(['[link](https://evil.example)', '**bold** _it_', '- item', '<at>Sam</at>', '{{DATE(2026-11-20T16:00:00Z)}}', '{{{TIME(x)}}'])(
    'shows %s as it was typed',
    (text) => {
      const drawn = draw({ body: [[text, { kind: 'strong', text }]] });
      expect(judgeCard(drawn)).toEqual([]);
      expect(textOf(drawn.body[1] as Element)).toBe(text + text);
      const runs = ((drawn.body[1]?.['inlines'] ?? []) as { text: string }[]).map((run) => run.text);
      expect(runs.filter((run) => run.includes('{{'))).toEqual([]);
    },
  );

  it('has ten buttons in two sets, as Teams draws no more than five of one', () => {
    const buttons = Array.from({ length: 10 }, (_, n): Button => ({ kind: 'act', action: 'open', ref: String(n), label: `b${n}` }));
    const drawn = draw({ buttons });
    expect(judgeCard(drawn)).toEqual([]);
    expect(actionsOf(drawn as never).map((one) => one['title'])).toEqual(buttons.map(({ label }) => label));
    expect(drawn.body.filter(({ type }) => type === 'ActionSet')).toHaveLength(2);
  });

  it('shows a moment in the reader’s own time', () => {
    expect(JSON.stringify(draw({ body: [[{ kind: 'time', at: 1_795_000_000_000 }]] }))).toContain('{{DATE(');
  });
});

describe('what Teams refuses', () => {
  it.each([
    ['POST', 403, 'BotNotInConversationRoster', 'refused'],
    ['POST', 403, 'ConversationBlockedByUser', 'refused'],
    ['POST', 404, 'ConversationNotFound', 'refused'],
    ['POST', 413, 'MessageSizeTooBig', 'refused'],
    ['PUT', 404, 'ActivityNotFoundInConversation', 'gone'],
    ['PUT', 403, 'MessageWritesBlocked', 'gone'],
    ['POST', 412, 'PreconditionFailed', 'later'],
    ['POST', 429, '', 'later'],
    ['PUT', 502, '', 'later'],
  ])('%s, %i %s: %s', (method, status, code, reason) => {
    expect(failureIn(status, code, method)).toBe(reason);
  });

  it('is waited for as long as Teams says, and a token that it refuses is asked for anew once', async () => {
    const { outbound } = chat.adapter;
    const to = { key: chat.keys.recipient, name: '' };
    const news: Card = { title: 'news', tone: 'plain', body: [], buttons: [], fallback: 'news' };
    chat.teams.authority.revokeAll();
    expect(await outbound.sendDirect(to, news, 'k')).toMatchObject({ ok: true });
    chat.teams.authority.revokeAll();
    expect(await outbound.sendDirect(to, news, 'k')).toMatchObject({ ok: true });
    chat.teams.fail({ method: 'POST', status: 429, code: 'TooMany', headers: { 'retry-after': '7' } });
    expect(await outbound.sendDirect(to, news, 'k')).toEqual({ ok: false, reason: 'later', retryAfterMs: 7_000 });
    expect(chat.lines.join()).not.toContain('a sentence that may say too much');
    chat.people.recipient.hasApp = false;
    expect(await outbound.sendDirect({ key: chat.keys.other, name: '' }, news, 'k')).toMatchObject({ ok: true });
    expect(await outbound.sendDirect(to, news, 'k')).toEqual({ ok: false, reason: 'refused' });
    expect(await outbound.post({ ref: `${TENANT.replace('7', '8')}/19:x`, name: '' }, news, 'k')).toEqual({ ok: false, reason: 'refused' });
  });

  it('is what the doctor says in words', async () => {
    const said = await chat.adapter.check({ direct: chat.people.other.aad });
    expect(said.map(({ level }) => level)).toEqual(['ok', 'ok', 'fault', 'note', 'ok']);
    expect(said.find(({ level }) => level === 'fault')?.message).toContain('https');
    expect((await chat.adapter.check({ direct: 'sam' })).at(-1)).toMatchObject({ level: 'fault' });
  });
});
