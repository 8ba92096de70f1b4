// The whole server with its metrics, after a hand-off in which everything that people type is a canary.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunningServer } from '../../src/app/server.ts';
import { limits } from '../../src/core/limits.ts';
import { CAUSES } from '../../src/core/share.ts';
import { alex, CANARIES, casey, handOff, pressAndAsk, startWatched, TENANT, type Watched } from './stage.ts';

const TOKEN = 'a-token-that-only-prometheus-has';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function read(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ name, value: Number(value), labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, l, v]) => [l, v])) }];
  });
}

const EVENTS = /^(created|notified|entered|accepted|sealed|refused|claimed|delivered|extended|ended)$/;
const OF_LOGS = /^(key|begun|forgotten|exported|pruned|bound|signin|unbound|demand|policy)$/;
const OF_CHAT = /^(command|shortcut|form|action|home)$/;

describe('the metrics of a server that has handed something off', () => {
  let stage: Watched;
  let app: RunningServer;
  let text: string;
  let samples: Sample[];
  let id: string;
  const valueOf = (name: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
    samples.find((one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value))?.value;
  const scrape = (url = `http://127.0.0.1:${app.metricsPort}`, token = TOKEN): Promise<Response> =>
    fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });

  async function acceptWords(): Promise<void> {
    const asked = { sender: alex, recipient: casey, tenant: TENANT, mode: 'words', entry: 'page', via: 'chat', kind: 'note' } as const;
    const made = await app.shares.create({ ...asked, label: 'canary', note: '', place: null, expiresInMs: limits.expiry.initial });
    if (!made.ok) throw new Error(made.code);
    expect((await app.shares.acceptInChat(made.value.id, casey.key, 'canary press')).ok).toBe(true);
  }

  beforeAll(async () => {
    stage = await startWatched({ NT2_METRICS_PORT: '0', NT2_METRICS_TOKEN: TOKEN });
    ({ app } = stage);
    id = await handOff(app);
    await acceptWords();
    await pressAndAsk(app, id);
    await vi.waitFor(async () => expect(await app.store.countOutbox()).toBe(0), { interval: 20, timeout: 5_000 });
    text = await (await scrape()).text();
    samples = read(text);
  });
  afterAll(async () => {
    await stage.close();
  });

  it('count each event once, by its type, and the end by its cause', () => {
    expect([valueOf('nt2_events_total', { type: 'created' }), valueOf('nt2_created_to_accepted_seconds_count')]).toEqual([2, 1]);
    for (const type of ['accepted', 'sealed', 'claimed', 'delivered', 'ended']) expect(valueOf('nt2_events_total', { type }), type).toBe(1);
    expect(valueOf('nt2_ends_total', { cause: 'delivered' })).toBe(1);
    expect(valueOf('nt2_ready_to_claimed_seconds_count')).toBe(1);
    expect(valueOf('nt2_claimed_to_delivered_seconds_count')).toBe(1);
    expect(valueOf('nt2_commits_total', { outcome: 'ok' })).toBeGreaterThanOrEqual(5);
  });

  it('tell what both doors have refused, and what chat was given', () => {
    expect(valueOf('nt2_refusals_total', { door: 'web', code: 'share.gone' })).toBe(1);
    expect(valueOf('nt2_refusals_total', { door: 'chat', code: 'share.gone' })).toBe(1);
    expect(valueOf('nt2_http_requests_total', { route: '/api/shares/:id', status: '410' })).toBe(1);
    expect(valueOf('nt2_chat_answers_total', { platform: 'playground', type: 'command' })).toBe(1);
    expect(valueOf('nt2_chat_messages_total', { platform: 'playground', call: 'direct', outcome: 'ok' })).toBeGreaterThan(0);
  });

  it('tell how store, log, platforms, outbox and disk are', () => {
    const [up, behind, state] = [
      valueOf('nt2_store_up'),
      valueOf('nt2_store_behind_tenants'),
      valueOf('nt2_platform_state', { state: 'ready' }),
    ];
    expect([up, behind, state]).toEqual([1, 0, 1]);
    expect([valueOf('nt2_outbox_shares'), valueOf('nt2_outbox_wait_seconds'), valueOf('nt2_log_stopped_tenants')]).toEqual([0, 0, 0]);
    expect(valueOf('nt2_log_lag_seconds')).toBeLessThan(20);
    expect(valueOf('nt2_log_waiting_leaves')).toBeLessThan(20);
    for (const name of ['data', 'log', 'store', 'files']) expect(valueOf('nt2_disk_free_bytes', { folder: name }), name).toBeGreaterThan(0);
    expect(valueOf('nt2_store_seconds_count', { verb: 'commit' })).toBeGreaterThanOrEqual(5);
    expect(valueOf('nt2_process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('T13: hold no id, name, label, note, address or secret', () => {
    for (const canary of [...CANARIES, id, id.slice(0, 6), id.slice(6), TOKEN]) expect(text.includes(canary), canary).toBe(false);
  });

  it('T13: every label takes its values from a closed list', () => {
    const closed: Readonly<Record<string, (value: string) => boolean>> = {
      type: (value) => [EVENTS, OF_LOGS, OF_CHAT].some((types) => types.test(value)),
      cause: (value) => (CAUSES as readonly string[]).includes(value),
      asked: (value) => /^(no|person|link)$/.test(value),
      method: (value) => /^(GET|POST|PUT|DELETE)$/.test(value),
      route: (value) => /^\/(api\/(session|tenant|shares)|log|\.well-known\/nt2)(\/(:id|:tag|[a-z.*]+))*$/.test(value),
      status: (value) => /^\d{3}$/.test(value),
      door: (value) => /^(web|chat)$/.test(value),
      code: (value) => /^(share|proof|ack|input|session|token|person|entry|file|quota|rate|store|request|server)\.[a-z_]+$/.test(value),
      event: (value) => /^[a-z]+\.[a-z]+$/.test(value),
      platform: (value) => /^(slack|discord|playground)$/.test(value),
      answer: (value) => /^(nothing|private|form|reject-form|home)$/.test(value),
      call: (value) => /^(direct|post|whisper|edit)$/.test(value),
      outcome: (value) => /^(ok|conflict|full|behind|settling|quota|bytes|blocked|files|refused|gone|later|fault)$/.test(value),
      state: (value) => /^(ready|connecting|down)$/.test(value),
      verb: (value) => Object.keys(app.store).includes(value),
      folder: (value) => /^(data|log|store|files)$/.test(value),
      what: (value) => /^(ended|orphans|lost)$/.test(value),
      why: (value) => /^(away|unknown|forked)$/.test(value),
      le: (value) => /^(\d+(\.\d+)?|\+Inf)$/.test(value),
    };
    const ours = samples.filter(({ name }) => !/^nt2_(nodejs|process)_/.test(name));
    expect(ours.length).toBeGreaterThan(100);
    for (const { name, labels } of ours) {
      for (const [label, value] of Object.entries(labels))
        expect([name, label, value, closed[label]?.(value)]).toEqual([name, label, value, true]);
    }
  });

  it('are read by a scraper that shows the token, on their own port and on the one of the server, and by nobody else', async () => {
    expect((await scrape(app.url)).status).toBe(200);
    for (const url of [app.url, `http://127.0.0.1:${app.metricsPort}`]) {
      const refused = [await scrape(url, 'a-token-that-nobody-has-'), await fetch(`${url}/metrics`)];
      expect(refused.map(({ status }) => status)).toEqual([401, 401]);
      expect(await refused[0]?.text()).toBe('');
    }
    expect((await fetch(`http://127.0.0.1:${app.metricsPort}/api/session`)).status).toBe(404);
  });
});
