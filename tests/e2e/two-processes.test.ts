// Two processes of nt2 on one Redis, behind one address: the sender's browser always meets one, the recipient's the other.
// On Redis alone, because SQLite is for one process.

import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { en } from '../../src/bot/messages/messages.ts';
import { enrolMachine } from '../../src/client/machine/enrol.ts';
import { connectMachine } from '../../src/client/machine/machine.ts';
import { openMachineSession } from '../../src/client/machine/session.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { redisMissing } from '../support/redis.ts';
import { acceptHere } from './go.ts';
import { enterBy, openChat } from './chat.ts';
import { openPair, type Pair } from './pair.ts';
import { begin, codeOf, enter, FOR_CONTRACTOR, heading, reveal, seal, show } from './people.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
if (redisMissing) console.log(`left out: ${redisMissing}`);

/** A browser that says so in its User-Agent is led to B. */
const TO_B = 'led-to-b';

describe.skipIf(redisMissing !== null)('two processes on one Redis', () => {
  let pair: Pair;

  beforeAll(async () => {
    // Only A talks to the chat.
    pair = await openPair({ a: { NT2_PLAYGROUND: 'on' } });
    pair.lead((head) => (head.includes(TO_B) ? pair.b : pair.a));
  });
  afterAll(() => pair?.close());

  it('what the recipient does at B shows at once on the sender’s page at A, and back', async () => {
    const [onA, chatOfB, onB] = await Promise.all([pair.profile(), pair.profile(), pair.profile({ userAgent: `Mozilla/5.0 ${TO_B}` })]);
    const secret = pair.secret();
    const alex = await openChat(onA, pair.url, 'Alex');
    const contractor = await openChat(chatOfB, pair.url, 'Contractor');
    await contractor.go('nt2');
    const mine = await begin(alex);
    await enter(mine, secret);
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
    await contractor.press(FOR_CONTRACTOR, en.buttons.open);
    const theirs = await enterBy(onB, await contractor.address(en.answers.go.title, en.buttons.page));
    await acceptHere(theirs);
    await heading(theirs, messages.waiting.title('Alex')).waitFor();
    await heading(mine, senderSays.compare.title).waitFor();
    await expect.poll(() => codeOf(mine), { timeout: 10_000 }).toHaveLength(6);
    await expect.poll(() => codeOf(theirs), { timeout: 10_000 }).toEqual(await codeOf(mine));

    await seal(mine);
    // B hears of a commit that A made, without a question.
    const sealedAt = Date.now();
    await heading(theirs, messages.ready.title).waitFor();
    expect(Date.now() - sealedAt).toBeLessThan(4_000);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await heading(mine, senderSays.status.ended.delivered[0]).waitFor();
    await alex.message('A credential for Contractor').filter({ hasText: en.states.delivered }).waitFor();

    // Both had their share of the work, and neither wrote any of it down.
    expect(pair.a.printed()).toContain('"route":"/api/shares/:id/seal"');
    expect(pair.a.printed()).not.toContain('"route":"/api/shares/:id/claim"');
    expect(pair.b.printed()).toContain('"route":"/api/shares/:id/claim"');
    await pair.check({ secrets: [secret] });
  });

  let presses = 0;
  const inChat = async (route: 'command' | 'action', more: object): Promise<string> => {
    const json = { as: 'alex', place: 'engineering', press: `machine-${(presses += 1)}`, ...more };
    const asked = { method: 'POST', path: `/playground/${route}`, agent: 'led-to-a', json, bearer: undefined };
    const { status, text } = await askAlone(pair.url, asked);
    expect(status).toBe(200);
    return text;
  };

  it('K6: a machine is enrolled from the chat at A and leaves keys at B; revoked at A, B refuses its session and its key within a second', async () => {
    const atB: typeof fetch = async (url, { method = 'GET', headers, body } = {}) => {
      const own = headers as Record<string, string>;
      const json: unknown = typeof body === 'string' ? JSON.parse(body) : undefined;
      const path = (url as string).slice(pair.url.length);
      const { status, text, cookies } = await askAlone(pair.url, { method, path, agent: TO_B, json, bearer: undefined, own });
      const answer = new Headers({ 'content-type': 'application/json' });
      for (const cookie of cookies) answer.append('set-cookie', cookie);
      return new Response(status === 204 ? null : text, { status, headers: answer });
    };
    const session = openMachineSession(pair.url, atB);
    let code = '';
    const { key } = await enrolMachine(session, {
      name: 'ci',
      onCode: ({ command }) => void (code = command.split(' ').at(-1) ?? ''),
      // Its owner answers in place of the wait: the first question may come at once.
      async pause() {
        expect(await inChat('command', { text: `/nt2 login ${code}` })).toContain(en.machines.ask.title);
        expect(await inChat('action', { action: 'let-in', ref: code.replace('-', '') })).toContain(en.machines.confirmed.title);
      },
    });
    const machine = await connectMachine({ key, session });
    // B believes it from here on.
    expect(await machine.refill()).toBe(20);
    expect(await inChat('command', { text: '/nt2 revoke machine:ci' })).toContain(en.machines.revoked.title);
    const revokedAt = performance.now();
    let begunAt = revokedAt;
    const isBelieved = (): Promise<boolean> =>
      machine.refill().then(
        () => true,
        () => false,
      );
    while (await isBelieved()) {
      // What B still answered it was asked before the second was over, however slow this machine is.
      expect(begunAt - revokedAt).toBeLessThan(1_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
      begunAt = performance.now();
    }
    await expect(machine.refill()).rejects.toMatchObject({ code: 'session.required' });
    await expect(connectMachine({ key, fetch: atB })).rejects.toMatchObject({ code: 'session.required' });
    await pair.check({ secrets: [] });
  });

  it('K3: a terminal is let in from the chat at A and gets its token at B; once it is removed at A, B refuses it within a second', async () => {
    const at = (side: 'A' | 'B', method: string, path: string, { json, bearer }: { json?: unknown; bearer?: string } = {}) =>
      askAlone(pair.url, { method, path, agent: side === 'B' ? TO_B : 'led-to-a', json, bearer });
    async function letIn(name: string): Promise<string> {
      const started = (await at('B', 'POST', '/api/logins', { json: { name } })).json;
      const { device_code: device, user_code: shown } = started as { device_code: string; user_code: string };
      expect(await inChat('command', { text: `/nt2 login ${shown}` })).toContain(en.login.ask.title);
      expect(await inChat('action', { action: 'let-in', ref: shown.replace('-', '') })).toContain(en.login.confirmed.title);
      const { status, json } = await at('B', 'POST', '/api/logins/token', { json: { device_code: device } });
      expect(status).toBe(200);
      return (json as { access_token: string }).access_token;
    }
    const [lost, kept] = [await letIn('lost'), await letIn('kept')];
    const statusAtB = async (bearer: string): Promise<number> => (await at('B', 'GET', '/api/devices', { bearer })).status;
    const { json } = await at('A', 'GET', '/api/devices', { bearer: kept });
    const [{ devices }] = (json as { persons: [{ devices: { id: string; name: string }[] }] }).persons;
    const id = devices.find(({ name }) => name === 'lost')?.id ?? '';
    // B has just believed it, and would for a second more.
    expect(await statusAtB(lost)).toBe(200);
    expect((await at('A', 'DELETE', `/api/devices/${id}`, { bearer: kept })).status).toBe(204);
    const removedAt = performance.now();
    let begunAt = removedAt;
    while ((await statusAtB(lost)) === 200) {
      // What B still answered it was asked before the second was over, however slow this machine is.
      expect(begunAt - removedAt).toBeLessThan(1_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
      begunAt = performance.now();
    }
    expect([await statusAtB(lost), await statusAtB(kept)]).toEqual([401, 200]);
    await pair.check({ secrets: [], unlogged: [lost, kept] });
  });
});

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly agent: string;
  readonly json: unknown;
  readonly bearer: string | undefined;
  /** Headers besides. */
  readonly own?: Readonly<Record<string, string>>;
}

interface Heard {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
  readonly cookies: readonly string[];
}

/** On a connection of its own, which is led by the name in `agent`. As a program asks, but for the toy chat, which takes its own page alone. */
function askAlone(url: string, { method, path, agent, json, bearer, own = {} }: Asked): Promise<Heard> {
  const headers = {
    ...own,
    'user-agent': agent,
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    ...(json !== undefined && { 'content-type': 'application/json' }),
    ...(path.startsWith('/playground/') && { origin: url, 'x-nt2': '1', 'sec-fetch-site': 'same-origin' }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, agent: false, headers }, (got) => {
      let text = '';
      got.setEncoding('utf8').on('data', (part: string) => (text += part));
      got.on('end', () =>
        resolve({
          status: got.statusCode ?? 0,
          text,
          json: text.startsWith('{') ? JSON.parse(text) : null,
          cookies: got.headers['set-cookie'] ?? [],
        }),
      );
    });
    sent.on('error', reject).end(json === undefined ? undefined : JSON.stringify(json));
  });
}
