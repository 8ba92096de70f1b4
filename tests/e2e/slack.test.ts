// The main path in Slack: a fake Slack over sockets, two people in two browsers, two processes of nt2 on one Redis. One of them is killed on the way.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { createSlack, type Slack } from '../fakes/slack/slack.ts';
import type { Person, SeenMessage } from '../fakes/slack/people/person.ts';
import { redisMissing } from '../support/redis.ts';
import { acceptHere } from './go.ts';
import { enterBy } from './chat.ts';
import { openPair, CUT, type Pair } from './pair.ts';
import { codeOf, enter, heading, LABEL, reveal, seal, show } from './people.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
if (redisMissing) console.log(`left out: ${redisMissing}`);

const ENG = 'C1ENG';

describe.skipIf(redisMissing !== null)('in Slack, with two processes on one Redis', () => {
  const slack: Slack = createSlack();
  const token = slack.world.installations[0]?.token ?? '';
  if (slack.judgeMissing !== null) console.log(slack.judgeMissing);
  let down: { close(): Promise<void> };
  let pair: Pair;

  beforeAll(async () => {
    const served = await slack.serve();
    down = served;
    slack.deliverTo({ by: 'sockets' });
    pair = await openPair({
      both: { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: slack.app.appToken, SLACK_API_URL: served.apiUrl },
    });
  });
  afterAll(async () => {
    await pair?.close();
    await down?.close();
  });

  it('T6, T20: goes from the command to the destroyed secret, also when the process that did the first half is killed', async () => {
    const [mineIn, theirsIn] = await Promise.all([pair.profile(), pair.profile()]);
    const secret = pair.secret();
    const [alex, contractor, sam] = ['U1ALEX', 'U1CONTRACTOR', 'U1SAM'].map((id) => slack.person(id)) as [Person, Person, Person];

    const asked = await alex.command(`/nt2 share ${slack.mention('U1CONTRACTOR')} ${LABEL}`, { in: ENG });
    expect(asked.sawError).toBeNull();
    const mine = await enterBy(mineIn, linkIn(alex));
    await enter(mine, secret);
    await heading(mine, senderSays.wait.title('contractor')).waitFor();
    const card = await stands(sam, ENG, en.states.offered);
    expect(JSON.stringify(card.blocks)).not.toContain(LABEL);

    const dm = await stands(contractor, contractor.direct().id, en.states.offered);
    const accepted = await contractor.press(dm, (element) => JSON.stringify(element).includes(`"${en.buttons.open}"`));
    expect(accepted.sawError).toBeNull();
    const theirs = await enterBy(theirsIn, linkIn(contractor));
    await acceptHere(theirs);
    await heading(theirs, messages.waiting.title('alex')).waitFor();
    await stands(sam, ENG, en.states.accepted);

    // From here on there is only B: for the browsers, for Slack, and for what is still to be said.
    pair.lead(() => pair.b);
    await pair.a.kill();
    await heading(mine, senderSays.compare.title).waitFor();
    await expect.poll(() => codeOf(mine), { timeout: 10_000 }).toHaveLength(6);
    await expect.poll(() => codeOf(theirs), { timeout: 10_000 }).toEqual(await codeOf(mine));
    await seal(mine);
    await heading(theirs, messages.ready.title).waitFor();
    await stands(sam, ENG, en.states.ready);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await heading(mine, senderSays.status.ended.delivered[0]).waitFor();
    const over = await stands(sam, ENG, en.states.delivered);
    await stands(alex, alex.direct().id, en.states.delivered);
    await stands(contractor, contractor.direct().id, en.states.delivered);

    // One card in the channel, from the first to the last moment the same message.
    expect(over.ts).toBe(card.ts);
    expect(sam.messages().filter(({ channel }) => channel === ENG)).toHaveLength(1);
    expect(slack.complaints()).toEqual([]);
    expect(slack.stored()).not.toMatch(/\/go#/);
    await pair.check({
      secrets: [secret],
      unlogged: [token, slack.app.appToken, LABEL],
      places: [{ name: 'Slack', bytes: slack.kept() }],
      overlook: CUT,
    });
  });

  it('T13: a secret typed into the form (modal entry) stays nowhere, neither in Slack nor in a log nor in the store', async () => {
    const secret = pair.secret();
    const alex = slack.person('U1ALEX');
    await alex.command(`/nt2 share ${slack.mention('U1CONTRACTOR')}`, { in: ENG });
    await alex.press('modal', 'nt2:options:0');
    const asked = await alex.submit({ label: LABEL, entry: 'modal', opens: 'words' });
    expect(asked).toMatchObject({ sawError: null, refused: null });
    await alex.press('modal', (element) => JSON.stringify(element).includes(`"${en.buttons.enterHere}"`));
    // Where stretching the words takes longer than Slack waits, the form says so, keeps what was typed, and is sent again.
    const sent = async (): Promise<string> => {
      expect(await alex.submit({ secret })).toMatchObject({ sawError: null, refused: null });
      return JSON.stringify(alex.modal());
    };
    await expect.poll(sent, { timeout: 30_000 }).toContain(en.answers.sealed.title);
    await pair.check({ secrets: [secret], places: [{ name: 'Slack', bytes: slack.kept() }] });
    expect(slack.complaints()).toEqual([]);
  });

  /** The single-use link that stands in the open modal, or in the answer to a command. */
  function linkIn(person: Person): string {
    const [link] = /http:\/\/127\.0\.0\.1:\d+\/go#[a-z2-7]{32}/.exec(JSON.stringify(person.modal() ?? person.ephemerals())) ?? [];
    if (link === undefined) throw new Error(`no link for ${person.id} in ${JSON.stringify(person.modal())}`);
    return link;
  }

  /** Waits until a message of nt2 in this channel says so. */
  async function stands(person: Person, channel: string, says: string): Promise<SeenMessage> {
    const find = (): SeenMessage | undefined =>
      person.messages().findLast((message) => message.channel === channel && JSON.stringify(message.blocks).includes(says));
    await expect.poll(find, { timeout: 30_000, message: `“${says}” in ${channel}` }).toBeDefined();
    return find() as SeenMessage;
  }
});
