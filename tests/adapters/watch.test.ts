// Where the operator has nt2 read messages (NT2_WATCH_PASTES): who pastes a secret is offered the safe way, alone and at once. All others hear
// nothing, and nothing of a message is kept.

import { afterEach, describe, expect, it } from 'vitest';
import type { PersonKey } from '../../src/core/share.ts';
import { PASTED_KINDS, shapedKind } from '../../src/core/pasted-kind.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { textOf } from '../fakes/discord/reading.ts';
import { open } from '../bot/ask.ts';
import { openWorld } from './discord-process.ts';
import { cardOf, createStub, openStage, type Stage } from './slack/stage.ts';

const { rescue } = en;
const PASTED = 'sk_live_51CANARYpastedABCDEFGH';
const TWO_SECONDS = 2_000;
const HARMLESS = ['lunch at 12?', 'the password: unchanged', '9fQ2xLr7ZpWm3KcVt8Bd', ''];

/** A bot that notes what it is asked to remember; `turn`: the clock, in ms. */
function watching() {
  const marks = new Set<string>();
  let now = 0;
  const { bot, log } = open({
    clock: () => now,
    markOnce: (tenant, key) => {
      const name = `${tenant} ${key}`;
      if (marks.has(name)) return Promise.resolve(false);
      marks.add(name);
      return Promise.resolve(true);
    },
  });
  return { bot, log, marks, turn: (ms: number): void => void (now += ms) };
}

describe('watching on Slack', () => {
  let stage: Stage;
  afterEach(() => stage.close());
  async function begin(watches = true) {
    stage = await openStage({ config: { watches } });
    const world = watching();
    await stage.adapter.start(world.bot);
    const person = (id: string) => stage.slack.person(id);
    return { ...world, alex: person('U1ALEX'), person };
  }
  const everything = (world: { readonly log: readonly string[]; readonly marks: ReadonlySet<string> }): string =>
    JSON.stringify([world.log, [...world.marks], stage.lines, [...stage.settings.rows]]);

  it('M3: offers the safe way to the author alone within two seconds, in the thread where they wrote; nothing of it is kept or logged', async () => {
    const world = await begin();
    const first = world.alex.say('C1ENG', 'Can you send me the key?');
    const began = performance.now();
    await world.alex.sayHeard('C1ENG', `here: ${PASTED}`, { threadTs: first.ts });
    await expect.poll(() => world.alex.ephemerals(), { interval: 5, timeout: TWO_SECONDS }).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(TWO_SECONDS);
    const [shown] = world.alex.ephemerals();
    expect(shown).toMatchObject({ threadTs: first.ts });
    const text = JSON.stringify(shown);
    for (const said of [rescue.title, rescue.delete.actor, 'a Stripe live key', rescue.buttons.share]) expect(text).toContain(said);
    expect(text + everything(world)).not.toContain('CANARY');
    expect(everything(world)).not.toContain('stripe');
    expect(stage.slack.world.ephemerals).toHaveLength(1);
  });

  it('M3: is silent for what has no form of a secret, for bots, edits and joins, and where it is off', async () => {
    const world = await begin();
    for (const text of HARMLESS) await world.alex.sayHeard('C1ENG', text);
    await world.alex.sayHeard('C1ENG', PASTED, { more: { bot_id: 'B1' } });
    await world.alex.sayHeard('C1ENG', PASTED, { more: { app_id: 'A1' } });
    await world.alex.sayHeard('C1ENG', PASTED, { more: { subtype: 'message_changed' } });
    await world.alex.sayHeard('C1ENG', PASTED, { more: { subtype: 'bot_message', user: null } });
    await world.person('U2PAT').sayHeard('C1SHARED', PASTED);
    await stage.adapter.stop();
    expect([stage.slack.world.ephemerals, [...world.marks]]).toEqual([[], []]);
    await stage.close();
    const off = await begin(false);
    await off.alex.sayHeard('C1ENG', PASTED);
    await stage.adapter.stop();
    expect([stage.slack.world.ephemerals, [...off.marks]]).toEqual([[], []]);
  });

  it('M3: tells a person once in a minute, and of one message once, however often it is delivered', async () => {
    const { bot, alex, person, turn } = await begin();
    const shown = (): number => stage.slack.world.ephemerals.length;
    await alex.sayHeard('C1ENG', PASTED);
    await expect.poll(shown, { interval: 5 }).toBe(1);
    for (let n = 0; n < 5; n += 1) await alex.sayHeard('C1ENG', `${PASTED}${n}`);
    await person('U1SAM').sayHeard('C1ENG', PASTED);
    await expect.poll(shown, { interval: 5 }).toBe(2);
    turn(60_001);
    await alex.sayHeard('C1ENG', PASTED);
    await expect.poll(shown, { interval: 5 }).toBe(3);
    const author = { key: 'slack:T1ACME:U1ALEX' as PersonKey, name: 'Alex', kind: 'member' } as const;
    const found = { id: 'C1ENG:1.1', tenant: 'slack:T1ACME', author, looks: 'named' };
    turn(60_001);
    expect(await bot.pasted?.(found)).not.toBeNull();
    turn(60_001);
    expect(await bot.pasted?.(found)).toBeNull();
  });
});

describe('watching where something fails', () => {
  it('M3: a store that does not answer is no word to anybody, and the message is in no log', async () => {
    const stage = await openStage({ config: { watches: true } });
    const broken = () => Promise.reject(new Error(`no store for ${PASTED}`));
    await stage.adapter.start({ ...watching().bot, pasted: broken });
    await stage.slack.person('U1ALEX').sayHeard('C1ENG', PASTED);
    await expect.poll(() => stage.lines.join(), { interval: 5 }).toContain('slack.fault');
    expect(stage.slack.world.ephemerals).toEqual([]);
    expect(stage.lines.join()).not.toContain('CANARY');
    await stage.close();
  });

  it('M3: where Slack shows nothing in that place, a direct message says it', async () => {
    const stage = await openStage({ config: { watches: true } });
    await stage.adapter.start(watching().bot);
    stage.slack.fail('chat.postEphemeral', { answer: 'error', error: 'user_not_in_channel' });
    const alex = stage.slack.person('U1ALEX');
    await alex.sayHeard('C1ENG', PASTED);
    const direct = () => alex.messages().filter(({ where, user }) => where === 'dm' && user !== alex.id);
    await expect.poll(() => direct().length, { interval: 5 }).toBe(1);
    expect(JSON.stringify(direct())).not.toContain('CANARY');
    await stage.close();
  });
});

it.each(['share', 'rescue-share'] as const)(
  'M3: where Slack does not say who presses %s, the form is not refused as if they were nobody: they are told to try again',
  async (action) => {
    let now = Date.now();
    const stage = await openStage({ clock: () => now });
    const button = { kind: 'act', action, ref: '-', label: 'Go' } as const;
    const stub = createStub(() => ({ kind: 'private', card: cardOf('A card', { buttons: [button] }) }));
    await stage.adapter.start(stub.bot);
    const alex = stage.slack.person('U1ALEX');
    await alex.command('/nt2 help', { in: 'C1ENG' });
    // What was known of them is too old by then.
    now += 6 * 60_000;
    stage.slack.fail('users.info', { answer: 'status', status: 502, times: 9 });
    const [seen] = alex.ephemerals();
    const { channel, ts } = seen!;
    await alex.press({ channel, ts }, ({ action_id: id = '' }) => id.startsWith(`nt2:${action}:`));
    expect(stub.asked).toHaveLength(1);
    expect(stage.slack.calls.at(-1)?.method).toBe('views.open');
    await stage.close();
  },
);

describe('watching on Discord', () => {
  const MESSAGE_CONTENT = 1 << 15;
  async function begin(watches = true) {
    const world = await openWorld({ privileged: watches ? MESSAGE_CONTENT : 0 });
    const bot = watching();
    const process = await world.start({ watches, pasted: bot.bot.pasted });
    await world.ready(process);
    const alex = world.discord.person(world.user.id);
    const direct = () => alex.sees(alex.direct()?.id ?? '').filter(({ author }) => author.bot);
    return { ...world, ...bot, process, alex, direct };
  }

  it('M3: offers the safe way by a direct message within two seconds; nothing of it is kept or logged', async () => {
    const { alex, direct, channel, log, marks, process } = await begin();
    const began = performance.now();
    alex.says(`here: ${PASTED}`, { in: channel.id });
    await expect.poll(() => direct().length, { interval: 5, timeout: TWO_SECONDS }).toBe(1);
    expect(performance.now() - began).toBeLessThan(TWO_SECONDS);
    const text = textOf(direct()[0]!);
    for (const said of [rescue.title, rescue.delete.actor, 'a Stripe live key']) expect(text).toContain(said);
    expect(JSON.stringify([text, log, [...marks], process.log])).not.toContain('CANARY');
    expect(JSON.stringify([log, [...marks], process.log])).not.toContain('stripe');
  });

  it('M3: is silent for what has no form of a secret, for bots and webhooks, and for a person who was told just now', async () => {
    const { alex, direct, channel, discord, guild, marks, turn } = await begin();
    for (const text of HARMLESS.filter((one) => one !== '')) alex.says(text, { in: channel.id });
    const raw = { id: '1573367316480000001', guild_id: guild.id, type: 0, content: PASTED, author: { id: alex.id, username: 'alex' } };
    const broken = [
      { ...raw, author: { ...raw.author, bot: true } },
      { ...raw, webhook_id: '1573367316480000002' },
      { ...raw, type: 7 },
    ];
    for (const one of [...broken, { ...raw, guild_id: undefined }, {}]) discord.gateway.dispatch('MESSAGE_CREATE', one);
    alex.says(PASTED, { in: channel.id });
    await expect.poll(() => direct().length, { interval: 5 }).toBe(1);
    expect(marks.size).toBe(2);
    alex.says(PASTED, { in: channel.id });
    turn(60_001);
    alex.says(`${PASTED}1`, { in: channel.id });
    await expect.poll(() => direct().length, { interval: 5 }).toBe(2);
  });

  it('M3: asks for no intent where it is off, and then hears no message', async () => {
    const { alex, channel, lists, inbound, direct } = await begin(false).then((world) => ({ ...world, inbound: world.process.inbound }));
    alex.says(PASTED, { in: channel.id });
    await lists();
    expect(inbound).toHaveLength(1);
    expect(direct()).toEqual([]);
  });
});

it('goes by forms and names alone: what only looks random is none of its business', () => {
  for (const text of HARMLESS) expect(shapedKind(text)).toBeNull();
  expect(PASTED_KINDS).toContain(shapedKind(`password: ${PASTED}`));
});
