// The main path in Discord over the gateway: a fake Discord, two people in two browsers, two processes of nt2 on one Redis.
// The one that holds the connection is killed on the way.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { openDiscord, type Discord } from '../fakes/discord/discord.ts';
import type { Channel } from '../fakes/discord/model.ts';
import type { Act } from '../fakes/discord/people/delivery.ts';
import { buttonsOf, textOf } from '../fakes/discord/reading.ts';
import type { Message } from '../fakes/discord/shapes.ts';
import { redisMissing } from '../support/redis.ts';
import { acceptHere } from './go.ts';
import { enterBy } from './chat.ts';
import { openPair, CUT, type Pair } from './pair.ts';
import { codeOf, enter, heading, LABEL, reveal, seal, show } from './people.ts';
import type { Nt2Process } from './process.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
if (redisMissing) console.log(`left out: ${redisMissing}`);

/** The longest that nobody hears Discord after the process that did was killed. */
const UNHEARD_MS = 20_000;
const READY = /"event":"discord.ready"/;
const TOKEN = 'MTIzNDU2.G4nAry.d1sc0rd-b0t-t0ken-canary';

describe.skipIf(redisMissing !== null)('in Discord, with two processes on one Redis', () => {
  let discord: Discord;
  let pair: Pair;
  let leading: Nt2Process;
  let channel: Channel;
  let people: Record<'alex' | 'contractor' | 'sam', ReturnType<Discord['person']>>;

  beforeAll(async () => {
    discord = await openDiscord({ token: TOKEN });
    const users = {
      alex: discord.user({ name: 'alex' }),
      contractor: discord.user({ name: 'contractor' }),
      sam: discord.user({ name: 'sam' }),
    };
    const guild = discord.guild({ name: 'Acme', members: Object.values(users) });
    channel = discord.channel(guild, { name: 'engineering' });
    const { alex, contractor, sam } = users;
    people = { alex: discord.person(alex.id), contractor: discord.person(contractor.id), sam: discord.person(sam.id) };
    pair = await openPair({ both: { DISCORD_TOKEN: TOKEN, DISCORD_API_URL: discord.api } });
    leading = await Promise.any([pair.a, pair.b].map((one) => one.says(READY).then(() => one)));
    pair.lead(() => leading);
  });
  afterAll(async () => {
    await pair?.close();
    await discord?.close();
  });

  it('T6, T20: goes from the command to the destroyed secret, also when the process that hears Discord is killed', async () => {
    const { alex, contractor } = people;
    const [mineIn, theirsIn] = await Promise.all([pair.profile(), pair.profile()]);
    const secret = pair.secret();
    const mine = await enterBy(mineIn, linkIn(await share('contractor')));
    await enter(mine, secret);
    await heading(mine, senderSays.wait.title('contractor')).waitFor();
    const card = await stands(channel, en.states.offered);
    expect(JSON.stringify(card.components)).not.toContain(LABEL);

    const accepted = await contractor.press(await stands(contractor.direct(), en.states.offered), en.buttons.open);
    const theirs = await enterBy(theirsIn, linkIn(accepted));
    await acceptHere(theirs);
    await heading(theirs, messages.waiting.title('alex')).waitFor();
    await stands(channel, en.states.accepted);

    // From here on there is only the other: for the browsers, for Discord, and for what is still to be said.
    const other = leading === pair.a ? pair.b : pair.a;
    expect(other.printed()).not.toContain('"event":"discord.leads"');
    pair.lead(() => other);
    await leading.kill();
    const killedAt = performance.now();
    await heading(mine, senderSays.compare.title).waitFor();
    await expect.poll(() => codeOf(mine), { timeout: 10_000 }).toHaveLength(6);
    await expect.poll(() => codeOf(theirs), { timeout: 10_000 }).toEqual(await codeOf(mine));
    await seal(mine);
    await heading(theirs, messages.ready.title).waitFor();
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await heading(mine, senderSays.status.ended.delivered[0]).waitFor();
    await other.says(READY);
    expect(performance.now() - killedAt).toBeLessThan(UNHEARD_MS);
    const over = await stands(channel, en.states.delivered);
    await stands(alex.direct(), en.states.delivered);
    await stands(contractor.direct(), en.states.delivered);

    // One card in the channel, from the first to the last moment the same message.
    expect(over.id).toBe(card.id);
    expect(discord.standing(channel)).toHaveLength(1);
    await nothingLeft([secret]);
  });

  it('T20: someone who takes no direct messages goes the whole way by the button on the card', async () => {
    const { sam, alex } = people;
    sam.close();
    const [mineIn, theirsIn] = await Promise.all([pair.profile(), pair.profile()]);
    const secret = pair.secret();
    const mine = await enterBy(mineIn, linkIn(await share('sam')));
    await enter(mine, secret);
    const card = await stands(channel, 'I can’t send you direct messages');
    await stands(alex.direct(), 'They don’t allow direct messages from me');

    const asked = await sam.press(card, en.buttons.open);
    expect(buttonsOf(asked.message()!).map(({ label }) => label)).toEqual([en.buttons.open, en.buttons.decline]);
    const theirs = await enterBy(theirsIn, linkIn(asked));
    await acceptHere(theirs);
    await seal(mine);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    const over = await stands(channel, `${mention('sam')} opened it`);
    expect(over.id).toBe(card.id);
    expect(buttonsOf(over)).toEqual([]);
    expect(discord.standing(sam.direct())).toEqual([]);
    await nothingLeft([secret]);
  });

  /** `/nt2 share` with the person and what it is, as Alex sends it. */
  async function share(recipient: 'contractor' | 'sam'): Promise<Act> {
    const { alex } = people;
    return alex.command('nt2 share', { user: people[recipient].id, label: LABEL }, { in: channel.id });
  }

  const mention = (who: 'contractor' | 'sam'): string => `<@${people[who].id}>`;

  /** The single-use link in the answer that only this person sees. */
  function linkIn(act: Act): string {
    const [link] = /http:\/\/127\.0\.0\.1:\d+\/go#[a-z2-7]{32}/.exec(JSON.stringify(act.message())) ?? [];
    if (link === undefined) throw new Error(`no link in ${JSON.stringify(act.message())}`);
    return link;
  }

  /** Waits until a message of nt2 says so. */
  async function stands(where: Pick<Channel, 'id'>, says: string): Promise<Message> {
    const find = (): Message | undefined =>
      discord.standing(where).findLast((message) => textOf(message).replaceAll('\\', '').includes(says));
    await expect.poll(find, { timeout: 30_000, message: `“${says}” in ${where.id}` }).toBeDefined();
    return find() as Message;
  }

  async function nothingLeft(secrets: readonly string[]): Promise<void> {
    // Each press and command was answered, and once.
    const answers = discord.calls.filter(({ path }) => path.endsWith('/callback'));
    expect(answers.filter(({ status }) => status !== 204)).toEqual([]);
    expect(new Set(answers.map(({ path }) => path)).size).toBe(answers.length);
    expect(discord.complaints()).toEqual([]);
    expect(discord.stored()).not.toMatch(/\/go#/);
    const places = [{ name: 'Discord', bytes: discord.kept() }];
    await pair.check({ secrets, unlogged: [TOKEN, LABEL], places, overlook: CUT });
  }
});
