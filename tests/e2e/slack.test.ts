// The main path in Slack: a fake Slack over sockets, two people in two browsers, two processes of nt2 on one Redis. One of them is killed on the way.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { en } from '../../src/bot/words.ts';
import { say as senderSays } from '../../src/web/words/sender.ts';
import { say } from '../../src/web/words/share.ts';
import { createSlack, type Slack } from '../fakes/slack/slack.ts';
import type { Person, SeenMessage } from '../fakes/slack/people/person.ts';
import { launchChromium } from '../support/chromium.ts';
import { dumpRedis } from '../support/dump.ts';
import { freePort, redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { sweep } from '../support/sweep.ts';
import { enterBy } from './chat.ts';
import { leadBy } from './front.ts';
import { codeOf, enter, heading, LABEL, reveal, seal, show } from './people.ts';
import { startNt2, type Nt2Process } from './process.ts';
import { listenToServer, watchProfile, type Traffic } from './traffic.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
if (redisMissing) console.log(`left out: ${redisMissing}`);

const ENG = 'C1ENG';

describe.skipIf(redisMissing !== null)('in Slack, with two processes on one Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-slack-'));
  const slack: Slack = createSlack();
  if (slack.judgeMissing !== null) console.log(slack.judgeMissing);
  let down: { close(): Promise<void> };
  let redis: RedisServer;
  let browser: Browser;
  let front: Server;
  let url: string;
  let traffic: Traffic;
  let led: number;
  let a: Nt2Process;
  let b: Nt2Process;
  let portB: number;

  beforeAll(async () => {
    const [port, portA, other] = [await freePort(), await freePort(), await freePort()];
    portB = other;
    url = `http://127.0.0.1:${port}`;
    const served = await slack.serve();
    down = served;
    slack.deliverTo({ by: 'sockets' });
    [redis, browser] = await Promise.all([startRedis(), launchChromium()]);
    const secret = randomBytes(32).toString('base64url');
    const start = (name: string, own: number): Promise<Nt2Process> => {
      mkdirSync(join(folder, name));
      const env = {
        NT2_PUBLIC_URL: url,
        NT2_PORT: String(own),
        NT2_SECRET: secret,
        NT2_STORE: redis.url,
        NT2_DATA: join(folder, name),
        NT2_LOG_LEVEL: 'debug',
        SLACK_BOT_TOKEN: slack.world.installations[0]?.token ?? '',
        SLACK_APP_TOKEN: slack.app.appToken,
        SLACK_API_URL: served.apiUrl,
      };
      return startNt2(['serve'], { cwd: folder, env });
    };
    [a, b] = await Promise.all([start('a', portA), start('b', portB)]);
    await Promise.all([a.says(/"event":"started"/), b.says(/"event":"started"/)]);
    led = portA;
    front = await leadBy(() => led, port);
    traffic = listenToServer(port);
  });
  afterAll(async () => {
    traffic?.stop();
    await browser?.close();
    front?.close();
    await Promise.all([a?.stop(), b?.stop()]);
    await Promise.all([redis?.stop(), down?.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('T6, T20: goes from the command to the destroyed secret, also when the process that did the first half is killed', async () => {
    const [mineIn, theirsIn] = await Promise.all([browser.newContext(), browser.newContext()]);
    for (const profile of [mineIn, theirsIn]) {
      profile.setDefaultTimeout(20_000);
      await watchProfile(profile, traffic);
    }
    const secret = `canary${randomBytes(12).toString('hex')}`;
    const [alex, contractor, sam] = ['U1ALEX', 'U1CONTRACTOR', 'U1SAM'].map((id) => slack.person(id)) as [Person, Person, Person];

    const asked = await alex.command(`/nt2 share ${slack.mention('U1CONTRACTOR')} ${LABEL}`, { in: ENG });
    expect(asked.sawError).toBeNull();
    const sent = await alex.submit();
    expect(sent).toMatchObject({ sawError: null, refused: null });
    const mine = await enterBy(mineIn, linkIn(alex));
    await enter(mine, secret);
    await heading(mine, senderSays.wait.title('contractor')).waitFor();
    const card = await stands(sam, ENG, en.states.offered);
    expect(JSON.stringify(card.blocks)).not.toContain(LABEL);

    const dm = await stands(contractor, contractor.direct().id, en.states.offered);
    const accepted = await contractor.press(dm, (element) => JSON.stringify(element).includes(`"${en.buttons.accept}"`));
    expect(accepted.sawError).toBeNull();
    const theirs = await enterBy(theirsIn, linkIn(contractor));
    await theirs.getByRole('button', { name: say.accept.button, exact: true }).click();
    await heading(theirs, say.waiting.title('alex')).waitFor();
    await stands(sam, ENG, en.states.accepted);

    // From here on there is only B: for the browsers, for Slack, and for what is still to be said.
    await a.kill();
    led = portB;
    await heading(mine, senderSays.compare.title).waitFor();
    await expect.poll(() => codeOf(mine)).toHaveLength(6);
    expect(await codeOf(theirs)).toEqual(await codeOf(mine));
    await seal(mine);
    await heading(theirs, say.ready.title).waitFor();
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
    await Promise.all([mineIn.close(), theirsIn.close()]);
    const { complaints, foreign } = traffic.take();
    const places = [
      { name: 'Slack', bytes: slack.kept() },
      { name: 'log of A', bytes: a.printed() },
      { name: 'log of B', bytes: b.printed() },
      { name: 'request', bytes: traffic.seen.join('\n') },
      ...[...(await dumpRedis(redis.url))].map(([name, bytes]) => ({ name, bytes })),
    ];
    // The pages' event streams broke off with A, and went on with B.
    const others = complaints.filter((text) => !text.includes('ERR_INCOMPLETE_CHUNKED_ENCODING'));
    const token = slack.world.installations[0]?.token ?? '';
    const logs = places.filter(({ name }) => name.startsWith('log'));
    expect({
      found: [...sweep(places, [secret, 'AGE-SECRET-KEY-1']), ...sweep(logs, [token, slack.app.appToken, LABEL])],
      complaints: others,
      foreign,
    }).toEqual({ found: [], complaints: [], foreign: [] });
  });

  it('T13: a secret typed into the form (modal entry) stays nowhere, neither in Slack nor in a log nor in the store', async () => {
    const secret = `canary${randomBytes(12).toString('hex')}`;
    const alex = slack.person('U1ALEX');
    await alex.command(`/nt2 share ${slack.mention('U1CONTRACTOR')} ${LABEL}`, { in: ENG });
    const sent = await alex.submit({ entry: 'modal', opens: 'words' });
    expect(sent).toMatchObject({ sawError: null, refused: null });
    await alex.press('modal', (element) => JSON.stringify(element).includes(`"${en.buttons.enterHere}"`));
    const sealed = await alex.submit({ secret });
    expect(sealed).toMatchObject({ sawError: null, refused: null });
    expect(JSON.stringify(alex.modal())).toContain(en.answers.sealed.title);
    const places = [
      { name: 'Slack', bytes: slack.kept() },
      { name: 'log', bytes: a.printed() + b.printed() },
      ...[...(await dumpRedis(redis.url))].map(([name, bytes]) => ({ name, bytes })),
    ];
    expect(sweep(places, [secret])).toEqual([]);
    expect(slack.complaints()).toEqual([]);
  });

  /** The single-use link that stands in the open modal. */
  function linkIn(person: Person): string {
    const [link] = /http:\/\/127\.0\.0\.1:\d+\/go#[a-z2-7]{32}/.exec(JSON.stringify(person.modal())) ?? [];
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
