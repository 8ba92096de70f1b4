// Socket Mode: two connections that Slack may take away at any moment, and nobody's press falls between them.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cardOf, createStub, openStage, type Stage, type StageOptions } from './stage.ts';

const FAST = { least: 20, most: 200, refused: 300, drain: 100 };

describe('sockets', () => {
  let stage: Stage;
  let stub: ReturnType<typeof createStub>;
  const broken: unknown[] = [];
  const onBroken = (error: unknown): number => broken.push(error);
  const begin = async (options: StageOptions = {}): Promise<void> => {
    stage = await openStage({
      transport: 'sockets',
      ...options,
      config: { redial: FAST, ...options.config },
      sockets: { againMs: 150, times: 20, ...options.sockets },
    });
    stub = createStub(() => ({ kind: 'private', card: cardOf('Here') }));
    await stage.adapter.start(stub.bot);
  };
  const press = () => stage.slack.person('U1ALEX').command('/nt2 help', { in: 'C1ENG' });
  const ready = () => expect.poll(() => stage.slack.sockets.count(), { timeout: 15_000 }).toBe(2);

  beforeEach(() => {
    broken.length = 0;
    process.on('unhandledRejection', onBroken);
  });
  afterEach(async () => {
    await stage.close();
    process.off('unhandledRejection', onBroken);
    expect(broken).toEqual([]);
  });

  it('two are open; a press comes over either, and its answer goes back the same way', async () => {
    await begin();
    await ready();
    expect(stage.adapter.health()).toEqual({ state: 'ready', detail: '2 of 2 sockets' });
    for (let n = 0; n < 4; n += 1) expect(await press()).toMatchObject({ sawError: null, body: { response_type: 'ephemeral' } });
    expect(new Set(stage.slack.sockets.sent.map(({ socket }) => socket)).size).toBe(2);
    await stage.adapter.stop();
    await expect.poll(() => stage.slack.sockets.count(), { timeout: 10_000 }).toBe(0);
  });

  it('T20: when Slack refreshes a connection, the other one is there, and no press has to be sent twice', async () => {
    await begin({ sockets: { againMs: 20_000 } });
    await ready();
    await press();
    for (const reason of ['refresh_requested', 'warning', 'refresh_requested', 'warning'] as const) {
      await ready();
      stage.slack.sockets.disconnect(reason, 'one');
      expect((await Promise.all([press(), press(), press()])).map(({ sawError }) => sawError)).toEqual([null, null, null]);
    }
    expect(stage.slack.sockets.sent.filter(({ attempt }) => attempt > 0)).toEqual([]);
  });

  it('a connection that was replaced is still answered until Slack closes it', async () => {
    await begin({ sockets: { againMs: 20_000 }, config: { redial: { ...FAST, drain: 3_000 } } });
    await ready();
    stage.slack.sockets.disconnect('warning', 'one');
    await expect.poll(() => stage.slack.sockets.count(), { timeout: 10_000 }).toBe(3);
    for (let n = 0; n < 3; n += 1) expect(await press()).toMatchObject({ sawError: null });
    const { sent } = stage.slack.sockets;
    expect([new Set(sent.map(({ socket }) => socket)).size, sent.every(({ attempt }) => attempt === 0)]).toEqual([3, true]);
    await expect.poll(() => stage.slack.sockets.count(), { timeout: 10_000 }).toBe(2);
  });

  it('T20: when Slack takes all connections away at once, each press is answered at the second try', async () => {
    await begin();
    for (const reason of ['refresh_requested', 'warning'] as const) {
      await ready();
      stage.slack.sockets.disconnect(reason, 'all');
      expect((await Promise.all([press(), press(), press()])).map(({ sawError }) => sawError)).toEqual([null, null, null]);
    }
  });

  it('dials one connection at a time, so that they are never all on their way together', async () => {
    stage = await openStage({ transport: 'sockets', config: { redial: FAST } });
    stub = createStub();
    stage.slack.fail('apps.connections.open', { answer: 'delay', ms: 200, times: 2 });
    await stage.adapter.start(stub.bot);
    const [first, second] = stage.slack.calls.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(190);
  });

  it('comes back after the network was gone, and after Slack answered nonsense', async () => {
    await begin();
    await ready();
    stage.slack.fail('apps.connections.open', { answer: 'reset', times: 3 });
    stage.slack.fail('apps.connections.open', { answer: 'status', status: 502, times: 2 });
    stage.slack.fail('apps.connections.open', { answer: 'rate-limited', retryAfter: 1 });
    stage.slack.sockets.cut();
    await expect.poll(() => stage.slack.sockets.count(), { interval: 5, timeout: 10_000 }).toBe(0);
    await ready();
    expect(await press()).toMatchObject({ sawError: null });
    expect(stage.adapter.health().state).toBe('ready');
  });

  it('a notice without an event inside is taken, and nothing falls over', async () => {
    await begin();
    await ready();
    expect(await stage.slack.rateLimited('T1ACME')).toMatchObject({ sawError: null });
    expect(stage.lines).toContain('{"event":"slack.rate_limited","code":"app_rate_limited"}');
    expect(await press()).toMatchObject({ sawError: null });
    expect(stage.slack.sockets.count()).toBe(2);
  });

  it('an app token that Slack refuses is no reason to stop the server, and health says which', async () => {
    await begin({ config: { appToken: 'xapp-wrong' } });
    expect(stage.adapter.health()).toEqual({ state: 'down', detail: 'invalid_auth' });
    const asked = stage.slack.calls.length;
    expect(asked).toBeLessThan(4);
    // It is tried again, slowly: someone may mend it.
    await expect.poll(() => stage.slack.calls.length, { timeout: 10_000 }).toBeGreaterThan(asked);
  });

  it('too many connections: this one waits instead of driving out the others', async () => {
    await begin();
    await ready();
    stage.slack.sockets.disconnect('too_many_websockets', 'all');
    await ready();
    expect(stage.slack.calls.filter(({ method }) => method === 'apps.connections.open').length).toBeLessThan(8);
  });

  it('over HTTP and over sockets at once it is the same bot', async () => {
    await begin({ config: { signingSecret: 'fake-signing-secret' } });
    const [route] = stage.adapter.routes;
    if (!route) throw new Error('no route');
    await press();
    stage.slack.deliverTo({ by: 'sockets' });
    await press();
    expect(stub.asked).toHaveLength(2);
  });
});
