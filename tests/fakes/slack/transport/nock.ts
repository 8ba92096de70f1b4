// Puts the fake behind https://slack.com and https://hooks.slack.com in this process. Loopback stays reachable, everything else is closed.

import { Readable } from 'node:stream';

import nock from 'nock';

import type { Answer } from '../api/answer.ts';
import { type Doors, handle } from './handle.ts';

const PAUSE = 60_000;

// Importing it puts it before every request, to loopback too. It stands there only while a fake is open.
nock.restore();

/** Returns what takes it down again. One fake at a time: nock is one for the whole process. */
export function overNock(doors: Doors): () => void {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  nock.enableNetConnect(/^(?:127\.0\.0\.1|localhost)(?::|$)/);
  const pauses = new Set<NodeJS.Timeout>();
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        pauses.delete(timer);
        resolve();
      }, ms);
      timer.unref();
      pauses.add(timer);
    });

  async function reply(request: Request): Promise<[number, string | Readable, Record<string, string>]> {
    const { pathname, searchParams } = new URL(request.url);
    const answer = handle(doors, pathname, {
      verb: request.method,
      query: searchParams,
      headers: request.headers,
      body: await request.text(),
    });
    if (answer.delayMs > 0) await wait(answer.delayMs);
    if (answer.cut === 'hang') await wait(PAUSE);
    if (answer.cut === 'reset' || answer.cut === 'hang') throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    return [answer.status, answer.cut === 'half' ? half(answer) : answer.body, { ...answer.headers }];
  }

  for (const host of ['https://slack.com', 'https://hooks.slack.com']) {
    const scope = nock(host).persist();
    for (const verb of ['POST', 'GET']) scope.intercept(/^\/.*/, verb).reply(reply);
  }
  return () => {
    for (const timer of pauses) clearTimeout(timer);
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  };
}

function half({ body }: Answer): Readable {
  let given = false;
  return new Readable({
    read() {
      if (given) this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
      else this.push(body.slice(0, Math.floor(body.length / 2)));
      given = true;
    },
  });
}
