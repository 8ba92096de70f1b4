// The whole server with its metrics, after a hand-off in which everything that people type is a canary.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type App } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { limits } from '../../src/core/limits.ts';
import { CAUSES, type Person, type PersonKey } from '../../src/core/share.ts';
import { linkOpener } from '../../src/crypto/keys/link.ts';
import { claiming, credential, delivering, newBrowser, opening, sealing } from '../support/actors.ts';
import { freePort } from '../support/redis.ts';

nock.restore();

const TENANT = 'playground:toy';
const alex: Person = { key: `${TENANT}:alex` as PersonKey, name: 'Canary-Name' };
const casey: Person = { key: `${TENANT}:contractor` as PersonKey, name: 'Canary-Other' };
const CANARIES = ['Canary', 'canary', 'whsec', 'alex', 'toy', '127.0.0.1', 'engineering'];
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

describe('the metrics of a server that has handed something off', () => {
  let folder: string;
  let app: App;
  let text: string;
  let samples: Sample[];
  let id: string;
  const valueOf = (name: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
    samples.find((one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value))?.value;
  const scrape = (url = `http://127.0.0.1:${app.metricsPort}`, token = TOKEN): Promise<Response> =>
    fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });

  async function handOff(): Promise<string> {
    const { shares } = app;
    const asked = { sender: alex, recipient: null, tenant: TENANT, mode: 'link', entry: 'page', via: 'chat', kind: 'note' } as const;
    const made = await shares.create({
      ...asked,
      label: 'canary label',
      note: 'canary note',
      place: null,
      expiresInMs: limits.expiry.initial,
    });
    if (!made.ok) throw new Error(made.code);
    const [mine, theirs] = [await newBrowser(new URL(app.url).host), await newBrowser(new URL(app.url).host)];
    const { input, linkKey } = await sealing(mine, made.value, { at: Date.now(), items: credential('whsec_canary') });
    const key = linkKey as Uint8Array;
    await shares.seal(made.value.id, alex.key, input);
    const claim = await claiming(theirs, made.value, Date.now(), { link: await linkOpener(key, made.value.id) });
    const released = await shares.claim(made.value.id, null, claim);
    if (!released.ok) throw new Error(released.code);
    const { ack } = await opening(made.value, released.value, input.note, { linkKey: key });
    await shares.deliver(made.value.id, await delivering(theirs, made.value, Date.now(), ack));
    return made.value.id;
  }

  async function acceptWords(): Promise<void> {
    const asked = { sender: alex, recipient: casey, tenant: TENANT, mode: 'words', entry: 'page', via: 'chat', kind: 'note' } as const;
    const made = await app.shares.create({ ...asked, label: 'canary', note: '', place: null, expiresInMs: limits.expiry.initial });
    if (!made.ok) throw new Error(made.code);
    expect((await app.shares.acceptInChat(made.value.id, casey.key, 'canary press')).ok).toBe(true);
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-metrics-'));
    const pages = join(folder, 'pages');
    mkdirSync(join(pages, 'assets'), { recursive: true });
    for (const name of ['share', 'home', 'playground']) writeFileSync(join(pages, `${name}.html`), `<title>${name}</title>`);
    writeFileSync(join(pages, 'manifest.json'), '{"files":{},"pages":{"share.html":{},"home.html":{},"playground.html":{}}}');
    const port = await freePort();
    const settings = readConfig({
      NT2_PUBLIC_URL: `http://127.0.0.1:${port}`,
      NT2_PORT: String(port),
      NT2_SECRET: randomBytes(32).toString('base64url'),
      NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
      NT2_DATA: folder,
      NT2_PLAYGROUND: 'on',
      NT2_METRICS_PORT: '0',
      NT2_METRICS_TOKEN: TOKEN,
    });
    if (!settings.ok) throw new Error(JSON.stringify(settings.faults));
    app = await startApp(settings.config, { pages, write: () => undefined });
    id = await handOff();
    await acceptWords();
    const own = { origin: app.url, 'x-nt2': '1', 'content-type': 'application/json' };
    const say = (path: string, body: object) => fetch(`${app.url}${path}`, { method: 'POST', headers: own, body: JSON.stringify(body) });
    await say('/playground/command', { as: 'alex', text: '/nt2 list', place: 'engineering', press: 'press-0001' });
    await say('/playground/action', { as: 'alex', place: 'engineering', action: 'accept', ref: 'b'.repeat(32), press: 'press-0002' });
    await fetch(`${app.url}/api/shares/${id}?canary=canary`);
    await vi.waitFor(async () => expect(await app.store.countOutbox()).toBe(0), { interval: 20, timeout: 5_000 });
    text = await (await scrape()).text();
    samples = read(text);
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
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
    for (const name of ['data', 'log', 'store']) expect(valueOf('nt2_disk_free_bytes', { folder: name }), name).toBeGreaterThan(0);
    expect(valueOf('nt2_store_seconds_count', { verb: 'commit' })).toBeGreaterThanOrEqual(5);
    expect(valueOf('nt2_process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('T13: hold no id, name, label, note, address or secret', () => {
    for (const canary of [...CANARIES, id, id.slice(0, 6), id.slice(6), TOKEN]) expect(text.includes(canary), canary).toBe(false);
  });

  it('T13: every label takes its values from a closed list', () => {
    const closed: Readonly<Record<string, (value: string) => boolean>> = {
      type: (value) =>
        /^(created|notified|entered|accepted|sealed|refused|claimed|delivered|ended|command|shortcut|form|action|home)$/.test(value),
      cause: (value) => (CAUSES as readonly string[]).includes(value),
      method: (value) => /^(GET|POST|PUT|DELETE)$/.test(value),
      route: (value) => /^\/(api\/(session|tenant|shares)|log|\.well-known\/nt2)(\/(:id|:tag|[a-z.*]+))*$/.test(value),
      status: (value) => /^\d{3}$/.test(value),
      door: (value) => /^(web|chat)$/.test(value),
      code: (value) => /^(share|proof|ack|input|session|token|person|entry|quota|rate|store|request|server)\.[a-z_]+$/.test(value),
      event: (value) => /^[a-z]+\.[a-z]+$/.test(value),
      platform: (value) => /^(slack|discord|playground)$/.test(value),
      answer: (value) => /^(nothing|private|form|reject-form|home)$/.test(value),
      call: (value) => /^(direct|post|whisper|edit)$/.test(value),
      outcome: (value) => /^(ok|conflict|full|behind|settling|quota|refused|gone|later|fault)$/.test(value),
      state: (value) => /^(ready|connecting|down)$/.test(value),
      verb: (value) => Object.keys(app.store).includes(value),
      folder: (value) => /^(data|log|store)$/.test(value),
      le: (value) => /^(\d+(\.\d+)?|\+Inf)$/.test(value),
    };
    const ours = samples.filter(({ name }) => !/^nt2_(nodejs|process)_/.test(name));
    expect(ours.length).toBeGreaterThan(100);
    for (const { name, labels } of ours) {
      for (const [label, value] of Object.entries(labels))
        expect([name, label, value, closed[label]?.(value)]).toEqual([name, label, value, true]);
    }
  });

  it('are read by whoever shows the token, on their own port and on the one of the server, and by nobody else', async () => {
    expect((await scrape(app.url)).status).toBe(200);
    for (const url of [app.url, `http://127.0.0.1:${app.metricsPort}`]) {
      const refused = [await scrape(url, 'a-token-that-nobody-has-'), await fetch(`${url}/metrics`)];
      expect(refused.map(({ status }) => status)).toEqual([401, 401]);
      expect(await refused[0]?.text()).toBe('');
    }
    expect((await fetch(`http://127.0.0.1:${app.metricsPort}/api/session`)).status).toBe(404);
  });
});
