// Slack over HTTP: who may speak at all, and what happens to what is not a press.

import { createHmac } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStub, openStage, type Stage } from './stage.ts';

const CANARY = 'CANARY-in-a-request';
const SECRET = 'fake-signing-secret';
const BODY = new URLSearchParams({ command: '/nt2', text: CANARY }).toString();

describe('requests to /slack/events', () => {
  let stage: Stage;
  let stub: ReturnType<typeof createStub>;
  const now = Math.floor(Date.now() / 1_000);
  const sign = (body: string, at: string, secret = SECRET): string =>
    `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
  const send = async (headers: Record<string, string>, body: string = BODY, type = 'application/x-www-form-urlencoded') =>
    stage.adapter.routes[0]?.handle(
      new Request('https://nt2.example.com/slack/events', { method: 'POST', body, headers: { 'content-type': type, ...headers } }),
    );
  const signed = (body: string, at = String(now)) => ({ 'x-slack-request-timestamp': at, 'x-slack-signature': sign(body, at) });

  beforeEach(async () => {
    stage = await openStage();
    stub = createStub();
    await stage.adapter.start(stub.bot);
  });
  afterEach(() => stage.close());

  it('T16: without a right signature from these minutes nothing is read, asked or logged', async () => {
    const good = signed(BODY);
    const at = (seconds: number) => signed(BODY, String(now + seconds));
    const forged: Record<string, string>[] = [
      {},
      { 'x-slack-request-timestamp': good['x-slack-request-timestamp'] },
      { 'x-slack-signature': good['x-slack-signature'] },
      { ...good, 'x-slack-signature': sign(BODY, String(now), 'another') },
      { ...good, 'x-slack-signature': sign(`${BODY}&text=x`, String(now)) },
      { ...good, 'x-slack-signature': good['x-slack-signature'].replace('v0=', 'v1=') },
      { ...good, 'x-slack-signature': good['x-slack-signature'].slice(0, -1) },
      { ...good, 'x-slack-signature': `${good['x-slack-signature']},${good['x-slack-signature']}` },
      { ...good, 'x-slack-signature': 'v0=' },
      { ...good, 'x-slack-request-timestamp': String(now - 1) },
      { ...good, 'x-slack-request-timestamp': 'NaN' },
      { ...good, 'x-slack-request-timestamp': `${now}.0` },
      at(-310),
      // Bolt itself takes what is dated ahead: it could be replayed until then.
      at(310),
      at(3_600),
    ];
    for (const headers of forged) expect((await send(headers))?.status, JSON.stringify(headers)).toBe(401);
    expect([stub.asked, stage.lines, stage.slack.calls]).toEqual([[], [], []]);
    expect((await send(at(-290)))?.status).toBe(200);
    expect((await send(at(290)))?.status).toBe(200);
  });

  it('a body of more than a megabyte is not read to its end', async () => {
    const large = 'x'.repeat(1_100_000);
    expect((await send(signed(large), large))?.status).toBe(413);
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const request = new Request('https://nt2.example.com/slack/events', { method: 'POST', body: endless, duplex: 'half' });
    expect((await stage.adapter.routes[0]?.handle(request))?.status).toBe(413);
    expect(pulled).toBeLessThan(40);
  });

  it('answers the check of the address only to Slack, and to nobody else', async () => {
    expect(await stage.slack.urlVerification('c-1')).toMatchObject({ status: 200, body: { challenge: 'c-1' } });
    expect(await stage.slack.urlVerification('c-1', { secret: 'another' })).toMatchObject({ status: 401, body: '' });
    expect(await stage.slack.sslCheck()).toMatchObject({ status: 200, body: '' });
    expect(await stage.slack.sslCheck({ secret: null })).toMatchObject({ status: 401 });
    expect(stub.asked).toEqual([]);
  });

  it('what is signed and makes no sense is refused, or taken and left alone', async () => {
    for (const [body, type, status] of [
      ['{', 'application/json', 400],
      ['[]', 'application/json', 400],
      ['payload=%7B', 'application/x-www-form-urlencoded', 400],
      ['{}', 'application/json', 200],
      ['command=%2Fother&text=x', 'application/x-www-form-urlencoded', 200],
      ['payload=%7B%22type%22%3A%22block_actions%22%7D', 'application/x-www-form-urlencoded', 200],
    ] as const) {
      const response = await send(signed(body), body, type);
      expect([response?.status, await response?.text()], body).toEqual([status, '']);
    }
    expect(stub.asked).toEqual([]);
  });

  it('T20: a command that Slack delivers again is the same command, with the same id', async () => {
    const alex = stage.slack.person('U1ALEX');
    await alex.command('/nt2 help', { in: 'C1ENG', press: 'p' });
    await alex.command('/nt2 help', { in: 'C1ENG', press: 'p' });
    await alex.command('/nt2 help', { in: 'C1ENG' });
    const [first, again, other] = stub.asked.map(({ id }) => id);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('T20: a command full of mentions asks Slack for no more people than a share can have, and counts them all', async () => {
    const mentions = Array.from({ length: 40 }, (_, n) => `<@U1X${n}|x>`).join(' ');
    const fields = { command: '/nt2', text: `share ${mentions} key`, user_id: 'U1ALEX', channel_id: 'C1ENG', trigger_id: 't.1' };
    const body = new URLSearchParams({ ...fields, response_url: 'https://hooks.slack.com/commands/1' }).toString();
    await send(signed(body), body);
    expect(stage.slack.calls.filter(({ method }) => method === 'users.info')).toHaveLength(12);
    expect(stub.asked).toMatchObject([{ kind: 'command', people: Array.from({ length: 40 }, () => ({ kind: 'unknown' })) }]);
  });

  it('before it is started, and after it has stopped, it takes what comes and does nothing', async () => {
    await stage.adapter.stop();
    expect(await stage.slack.person('U1ALEX').command('/nt2 help', { in: 'C1ENG' })).toMatchObject({ status: 200, body: '' });
    expect(stub.asked).toEqual([]);
    expect(stage.adapter.health()).toEqual({ state: 'down', detail: 'not started' });
  });
});
