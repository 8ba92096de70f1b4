// An installation in two processes on one Redis: one has the pages and nothing of Slack, the other has Slack and no page. Slack is a fake.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { createSlack, type Slack } from '../fakes/slack/slack.ts';
import type { Person, SeenMessage } from '../fakes/slack/people/person.ts';
import { redisMissing } from '../support/redis.ts';
import { acceptHere } from './go.ts';
import { enterBy } from './chat.ts';
import { openPair, type Pair } from './pair.ts';
import { codeOf, enter, heading, LABEL, reveal, seal, show } from './people.ts';

/** A busy machine takes its time. */
const SOON = { timeout: 10_000 };

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
if (redisMissing) console.log(`left out: ${redisMissing}`);

const ENG = 'C1ENG';

describe.skipIf(redisMissing !== null)('pages in one process, chat in another', () => {
  const slack: Slack = createSlack();
  const token = slack.world.installations[0]?.token ?? '';
  let down: { close(): Promise<void> };
  let pair: Pair;

  beforeAll(async () => {
    const served = await slack.serve();
    down = served;
    slack.deliverTo({ by: 'sockets' });
    pair = await openPair({
      a: { NT2_ROLE: 'web' },
      b: { NT2_ROLE: 'chat', SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: slack.app.appToken, SLACK_API_URL: served.apiUrl },
    });
  });
  afterAll(async () => {
    await pair?.close();
    await down?.close();
  });

  it('T20: goes from the command to the receipt, and what is to be said while chat is killed is said when it is back', async () => {
    const [mineIn, theirsIn] = await Promise.all([pair.profile(), pair.profile()]);
    const secret = pair.secret();
    const [alex, contractor] = ['U1ALEX', 'U1CONTRACTOR'].map((id) => slack.person(id)) as [Person, Person];

    expect((await alex.command(`/nt2 share ${slack.mention('U1CONTRACTOR')} ${LABEL}`, { in: ENG })).sawError).toBeNull();
    const mine = await enterBy(mineIn, linkIn(alex));
    await enter(mine, secret);
    const dm = await stands(contractor, contractor.direct().id, en.states.offered);
    await contractor.press(dm, (element) => JSON.stringify(element).includes(`"${en.buttons.open}"`));
    const theirs = await enterBy(theirsIn, linkIn(contractor));
    await acceptHere(theirs);
    await heading(mine, senderSays.compare.title).waitFor();

    // Without chat the pages go on, to the end.
    await pair.b.kill();
    await expect.poll(() => codeOf(mine), SOON).toHaveLength(6);
    await seal(mine);
    await heading(theirs, messages.ready.title).waitFor();
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await heading(mine, senderSays.status.ended.delivered[0]).waitFor();
    await pair.startBAgain();
    await stands(alex, alex.direct().id, en.states.delivered);
    await stands(contractor, contractor.direct().id, en.states.delivered);
    await stands(alex, ENG, en.states.delivered);
    expect(slack.complaints()).toEqual([]);

    const receipts = await alex.command('/nt2 receipt', { in: ENG });
    expect(receipts.sawError).toBeNull();
    expect(JSON.stringify(alex.messages().at(-1))).toContain(LABEL);
    await pair.check({ secrets: [secret], unlogged: [token, slack.app.appToken, LABEL], places: [{ name: 'Slack', bytes: slack.kept() }] });
  });

  it('the process with the pages has nothing of Slack, and the one with Slack no page', async () => {
    const environment = readFileSync(`/proc/${pair.a.pid}/environ`, 'utf8');
    expect(environment).toContain('NT2_ROLE=web');
    for (const word of ['SLACK', 'xoxb-', 'xapp-', token]) expect(environment).not.toContain(word);
    const [web, chat] = [pair.url, `http://127.0.0.1:${/"port":(\d+)/.exec(pair.b.printed())?.[1] ?? ''}`];
    const status = async (url: string): Promise<number> => (await fetch(url)).status;
    expect([await status(web), await status(`${web}/readyz`)]).toEqual([200, 200]);
    expect([await status(chat), await status(`${chat}/s/x`), await status(`${chat}/api/session`), await status(`${chat}/readyz`)]).toEqual([
      404, 404, 404, 200,
    ]);
    expect(await (await fetch(`${chat}/readyz`)).json()).toMatchObject({ ready: true, role: 'chat', parts: { platforms: { ok: true } } });
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
