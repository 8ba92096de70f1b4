// A load of whole lives over HTTP: a program makes a link share, two browsers race for it, the one that got it opens it in earnest and proves
// that. Every answer is noted, so that someone can look afterwards whether what it said still stands.

import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'node:http';
import { decodeBase64 } from '../../src/crypto/bytes.ts';
import { delivering, newBrowser, opening } from '../support/actors.ts';
import { linkClaim, programBody } from '../server/wire.ts';
import type { Harness } from '../server/harness.ts';
import type { Instances } from './instances.ts';

/** What was answered about one share. */
export interface Life {
  readonly id: string;
  /** Devices whose claims were answered with the ciphertext. */
  readonly opened: readonly string[];
  /** Whether the last step was answered too. */
  readonly delivered: boolean;
}

export interface Load {
  /** How many lives have come to their end so far. */
  count(): number;
  /** Lets those under way come to theirs. */
  stop(): Promise<readonly Life[]>;
  /** Every answer that is neither what the step is for nor the one no that it may get. */
  readonly surprises: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly json: Record<string, string>;
}

const NAME = 'ci';
/** Between two lives of a worker, so that the processes have time for something else. */
const PAUSE_MS = 20;

interface Options {
  /** Ask again what a connection that broke has left open, as pages and programs do. */
  readonly persistent?: boolean;
}

const AGAIN = { times: 100, ms: 50 };

export async function startLoad({ url, tools }: Instances, workers: number, { persistent = false }: Options = {}): Promise<Load> {
  const made = await tools.apiTokens.create(NAME);
  if (!made.ok) throw new Error(made.code);
  const token = made.value;
  const { host } = new URL(url);
  const agent = new Agent({ keepAlive: true });
  const lives: Life[] = [];
  const surprises: string[] = [];
  const over = new AbortController();

  function post(path: string, body: unknown, bearer?: string): Promise<Answer> {
    const bytes = Buffer.from(JSON.stringify(body));
    const headers = {
      'content-type': 'application/json',
      'content-length': bytes.length,
      ...(bearer === undefined ? { origin: url, 'x-nt2': '1' } : { authorization: `Bearer ${bearer}` }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${url}${path}`, { method: 'POST', agent, headers }, (got) => {
        let text = '';
        got.on('data', (part: Buffer) => (text += part.toString()));
        got.on('end', () => resolve({ status: got.statusCode ?? 0, json: text === '' ? {} : (JSON.parse(text) as Answer['json']) }));
        got.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(bytes);
    });
  }

  async function insist(path: string, body: unknown, bearer?: string): Promise<Answer> {
    for (let tries = persistent ? AGAIN.times : 1; ; tries -= 1) {
      try {
        return await post(path, body, bearer);
      } catch (error) {
        if (tries <= 1) return { status: 0, json: { code: String(error) } };
      }
      await sleep(AGAIN.ms);
    }
  }

  /** The answer, when it is one of those that may come. */
  async function ask(path: string, body: unknown, may: readonly (number | string)[], bearer?: string): Promise<Answer | null> {
    const answer = await insist(path, body, bearer);
    if (may.includes(answer.status) || may.includes(answer.json['code'] ?? '')) return answer;
    surprises.push(`${path.split('/').at(-1)}: ${answer.status} ${answer.json['code'] ?? ''}`);
    return null;
  }

  async function live(): Promise<void> {
    const door = { time: { now: Date.now() }, ids: tools.tenantTags } as Harness;
    const { share, sealed, body, linkKey } = await programBody(door, NAME, 'link', undefined, host);
    const browsers = await Promise.all([newBrowser(host), newBrowser(host)]);
    const claims = await Promise.all(browsers.map((browser) => linkClaim(door, share.id, linkKey, browser)));
    if ((await ask('/api/shares', body, [201, ...(persistent ? ['share.exists'] : [])], token)) === null) return;
    const path = `/api/shares/${share.id}`;
    const answers = await Promise.all(claims.map((claim) => ask(`${path}/claim`, claim, [200, 'share.taken'])));
    const winners = browsers.flatMap((browser, at) => (answers[at]?.status === 200 ? [{ browser, released: answers[at].json }] : []));
    const opened = winners.map(({ browser }) => browser.device.publicKey);
    const [winner] = winners;
    if (winner === undefined) return void lives.push({ id: share.id, opened, delivered: false });
    const { browser, released } = winner;
    const [capsule, payload] = [decodeBase64(released['capsule'] ?? ''), decodeBase64(released['payload'] ?? '')];
    if (!capsule || !payload) throw new Error('a claim was answered without ciphertext');
    const { ack } = await opening(share, { capsule, payload }, sealed.input.note, { linkKey });
    const delivered = await ask(`${path}/deliver`, await delivering(browser, share, Date.now(), ack), [204]);
    lives.push({ id: share.id, opened, delivered: delivered !== null });
  }

  const working = Array.from({ length: workers }, async () => {
    while (!over.signal.aborted) {
      await live();
      await sleep(PAUSE_MS);
    }
  });
  return {
    count: () => lives.length,
    surprises,
    async stop() {
      over.abort();
      await Promise.all(working);
      agent.destroy();
      return lives;
    },
  };
}
