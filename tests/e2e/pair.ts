// Two processes of nt2 on one Redis behind one address, with a browser: the ground of every story in which a process is lost or chosen.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions } from 'playwright-core';
import { expect } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { dumpRedis } from '../support/dump.ts';
import { freePort, startRedis } from '../support/redis.ts';
import { sweep, type Place } from '../support/sweep.ts';
import { leadBy } from './front.ts';
import { startNt2, type Nt2Process } from './process.ts';
import { listenToServer, watchProfile } from './traffic.ts';

export interface Pair {
  readonly url: string;
  readonly a: Nt2Process;
  readonly b: Nt2Process;
  /** From now on every new connection is led by this. */
  lead(choose: (head: string) => Nt2Process): void;
  /** Starts B once more, after it was killed. */
  startBAgain(): Promise<Nt2Process>;
  /** A browser of its own, whose pages are listened to. */
  profile(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A secret that nobody has ever seen. */
  secret(): string;
  /**
   * Ends a story: none of `secrets` is anywhere, none of `unlogged` in a log, no page complained, and no other host was asked.
   * `overlook`: complaints of this kind belong to the story.
   */
  check(canaries: {
    readonly secrets: readonly string[];
    readonly unlogged?: readonly string[];
    readonly places?: readonly Place[];
    readonly overlook?: RegExp;
  }): Promise<void>;
  close(): Promise<void>;
}

/** What Chromium says when a process was killed under a page's requests and event stream; the page asks again by itself. */
export const CUT = /net::ERR_(?:INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET)/;

type Environment = Readonly<Record<string, string>>;

/** The two differ in nothing but what `env` says. Connections go to A until told otherwise. */
export async function openPair(
  env: { readonly both?: Environment; readonly a?: Environment; readonly b?: Environment } = {},
): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-pair-'));
  const [port, portA, portB] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const [redis, browser] = await Promise.all([startRedis(), launchChromium()]);
  const NT2_SECRET = randomBytes(32).toString('base64url');

  async function start(name: string, own: number, more: Environment = {}): Promise<Nt2Process> {
    const data = join(folder, name);
    mkdirSync(data, { recursive: true });
    const base = { NT2_PUBLIC_URL: url, NT2_PORT: String(own), NT2_STORE: redis.url, NT2_STATE_DIR: data, NT2_LOG_LEVEL: 'debug' };
    return startNt2(['serve'], { cwd: folder, env: { ...base, NT2_SECRET, ...env.both, ...more } });
  }
  const [a, b] = await Promise.all([start('a', portA, env.a), start('b', portB, env.b)]);
  await Promise.all([a.says(/"event":"started"/), b.says(/"event":"started"/)]);
  let again: Nt2Process | null = null;
  let choose: (head: string) => Nt2Process = () => a;
  const front = await leadBy((head) => (choose(head) === a ? portA : portB), port);
  const traffic = listenToServer(port);
  const profiles: BrowserContext[] = [];

  return {
    url,
    a,
    b,
    lead(by) {
      choose = by;
    },
    async startBAgain() {
      again = await start('b', portB, env.b);
      await again.says(/"event":"started"/);
      return again;
    },
    async profile(options = {}) {
      const profile = await browser.newContext(options);
      profile.setDefaultTimeout(20_000);
      profiles.push(profile);
      await watchProfile(profile, traffic);
      return profile;
    },
    secret: () => `canary${randomBytes(12).toString('hex')}`,
    async check({ secrets, unlogged = [], places = [], overlook }) {
      await Promise.all(profiles.splice(0).map((profile) => profile.close()));
      const { complaints, foreign } = traffic.take();
      const logs = [
        { name: 'log of A', bytes: a.printed() },
        { name: 'log of B', bytes: b.printed() + (again?.printed() ?? '') },
      ];
      const rows = [...(await dumpRedis(redis.url))].map(([name, bytes]) => ({ name, bytes }));
      const all = [...places, ...logs, ...rows, { name: 'request', bytes: traffic.seen.join('\n') }];
      expect({
        found: [...sweep(all, [...secrets, 'AGE-SECRET-KEY-1']), ...sweep(logs, unlogged)],
        complaints: complaints.filter((text) => overlook?.test(text) !== true),
        foreign,
      }).toEqual({ found: [], complaints: [], foreign: [] });
    },
    async close() {
      traffic.stop();
      await browser.close();
      front.close();
      await Promise.all([a.stop(), b.stop(), again?.stop()]);
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
