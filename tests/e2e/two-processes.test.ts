// Two processes of nt2 on one Redis, behind one address: the sender's browser always meets one, the recipient's the other.
// On Redis alone, because SQLite is for one process.

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
import { launchChromium } from '../support/chromium.ts';
import { dumpRedis } from '../support/dump.ts';
import { freePort, redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { sweep } from '../support/sweep.ts';
import { enterBy, openChat } from './chat.ts';
import { leadBy } from './front.ts';
import { begin, codeOf, enter, FOR_CONTRACTOR, heading, reveal, seal, show } from './people.ts';
import { startNt2, type Nt2Process } from './process.ts';
import { listenToServer, watchProfile } from './traffic.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
if (redisMissing) console.log(`left out: ${redisMissing}`);

/** A browser that says so in its User-Agent is led to B. */
const TO_B = 'led-to-b';

describe.skipIf(redisMissing !== null)('two processes on one Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-two-'));
  let redis: RedisServer;
  let browser: Browser;
  let front: Server;
  let url: string;
  let a: Nt2Process;
  let b: Nt2Process;

  beforeAll(async () => {
    const [port, portA, portB] = [await freePort(), await freePort(), await freePort()];
    url = `http://127.0.0.1:${port}`;
    [redis, browser] = await Promise.all([startRedis(), launchChromium()]);
    const secret = randomBytes(32).toString('base64url');
    const start = (name: string, own: number, more: Record<string, string> = {}): Promise<Nt2Process> => {
      mkdirSync(join(folder, name));
      const env = {
        NT2_PUBLIC_URL: url,
        NT2_PORT: String(own),
        NT2_SECRET: secret,
        NT2_STORE: redis.url,
        NT2_DATA: join(folder, name),
        NT2_LOG_LEVEL: 'debug',
        ...more,
      };
      return startNt2(['serve'], { cwd: folder, env });
    };
    // Only A talks to the chat.
    [a, b] = await Promise.all([start('a', portA, { NT2_PLAYGROUND: 'on' }), start('b', portB)]);
    await Promise.all([a.says(/"event":"started"/), b.says(/"event":"started"/)]);
    front = await leadBy((head) => (head.includes(TO_B) ? portB : portA), port);
  });
  afterAll(async () => {
    await browser?.close();
    front?.close();
    await Promise.all([a?.stop(), b?.stop()]);
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('what the recipient does at B shows at once on the sender’s page at A, and back', async () => {
    const port = Number(new URL(url).port);
    const traffic = listenToServer(port);
    const [onA, chatOfB, onB] = await Promise.all([
      browser.newContext(),
      browser.newContext(),
      browser.newContext({ userAgent: `Mozilla/5.0 ${TO_B}` }),
    ]);
    for (const profile of [onA, chatOfB, onB]) {
      profile.setDefaultTimeout(20_000);
      await watchProfile(profile, traffic);
    }
    const secret = `canary${randomBytes(12).toString('hex')}`;
    const alex = await openChat(onA, url, 'Alex');
    const contractor = await openChat(chatOfB, url, 'Contractor');
    await contractor.go('nt2');
    const mine = await begin(alex);
    await enter(mine, secret);
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
    await contractor.press(FOR_CONTRACTOR, en.buttons.accept);
    const theirs = await enterBy(onB, await contractor.address(en.answers.go.title, en.buttons.page));
    await theirs.getByRole('button', { name: say.accept.button, exact: true }).click();
    await heading(theirs, say.waiting.title('Alex')).waitFor();
    await heading(mine, senderSays.compare.title).waitFor();
    await expect.poll(() => codeOf(mine)).toHaveLength(6);
    expect(await codeOf(theirs)).toEqual(await codeOf(mine));

    await seal(mine);
    // B hears of a commit that A made, without a question.
    const sealedAt = Date.now();
    await heading(theirs, say.ready.title).waitFor();
    expect(Date.now() - sealedAt).toBeLessThan(4_000);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await heading(mine, senderSays.status.ended.delivered[0]).waitFor();
    await alex.message('A credential for Contractor').filter({ hasText: en.states.delivered }).waitFor();

    // Both had their share of the work, and neither wrote any of it down.
    expect(a.printed()).toContain('"route":"/api/shares/:id/seal"');
    expect(a.printed()).not.toContain('"route":"/api/shares/:id/claim"');
    expect(b.printed()).toContain('"route":"/api/shares/:id/claim"');
    await Promise.all([onA, chatOfB, onB].map((profile) => profile.close()));
    traffic.stop();
    const { complaints, foreign } = traffic.take();
    const rows = [...(await dumpRedis(redis.url))].map(([name, bytes]) => ({ name, bytes }));
    const places = [
      { name: 'log of A', bytes: a.printed() },
      { name: 'log of B', bytes: b.printed() },
      { name: 'request', bytes: traffic.seen.join('\n') },
      ...rows,
    ];
    expect({ found: sweep(places, [secret, 'AGE-SECRET-KEY-1']), complaints, foreign }).toEqual({ found: [], complaints: [], foreign: [] });
  });
});
