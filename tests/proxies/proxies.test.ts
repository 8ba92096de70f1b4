// nt2 behind the five proxies of docs/operations.md, with the very lines that stand there: an event after a long silence, the largest secret,
// forged addresses, a restart in the middle, and what the doctor says of it.

import { afterEach, describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { claiming, credential, delivering, newBrowser, opening, sealing } from '../support/actors.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { freePort, redisMissing, startRedis } from '../support/redis.ts';
import { openInstances, type Instances } from '../cluster/instances.ts';
import { wireSeal } from '../server/wire.ts';
import { createClient, type Client } from './client.ts';
import { documented, missingProxy, PROXIES, startProxy, type Proxy } from './proxies.ts';

const isCampaign = process.env['NT2_CAMPAIGN'] !== undefined;
if (!isCampaign) console.log('skipped: five proxies and more than a minute of silence; `npm run campaign` runs them');
/** Longer than any proxy waits for an answer that says nothing, in ms. */
const SILENCE_MS = 75_000;
/** An event must have come through within this, in ms. */
const SOON_MS = 2_000;
const RATE = 60;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Behind {
  readonly instances: Instances;
  readonly client: Client;
  readonly proxy: Proxy;
  readonly url: URL;
  readonly token: string;
}

async function begin(name: string, lines?: string): Promise<Behind & { restart(): Promise<void>; done(): Promise<void> }> {
  const own: (() => unknown)[] = [];
  const done = async (): Promise<void> => {
    for (const end of own.splice(0).toReversed()) await end();
  };
  ends.push(done);
  const redis = await startRedis();
  own.push(redis.stop);
  const scheme = PROXIES[name]?.hasTls === true ? 'https' : 'http';
  const env: Record<string, string> = { NT2_TRUSTED_PROXIES: '127.0.0.1', NT2_RATE_ADDRESS: String(RATE) };
  // The port is known only when the instances are opened, and the address must name it.
  const port = await freePort();
  const url = new URL(`${scheme}://localhost:${port}`);
  const instances = await openInstances({ count: 1, store: redis.url, env: { ...env, NT2_PUBLIC_URL: url.origin } });
  own.push(instances.close);
  let running = await instances.start(0);
  const proxy = await startProxy(name, { port, upstream: instances.ports[0] ?? 0, ...(lines !== undefined && { lines }) });
  own.push(proxy.stop);
  const client = createClient(url, proxy.ca);
  own.push(client.close);
  const made = await instances.tools.apiTokens.create('ci');
  if (!made.ok) throw new Error(made.code);
  const restart = async (): Promise<void> => {
    expect(await running.stop()).toBe(0);
    running = await instances.start(0);
  };
  return { instances, client, proxy, url, token: made.value, restart, done };
}

const WISH = { mode: 'link', kind: 'credential', label: 'Stripe webhook key', note: '', expiresInMs: 3_600_000 } as const;

async function create({ client, token }: Behind): Promise<{ id: string; created: string }> {
  const made = await client.ask('POST', '/api/shares', { json: WISH, bearer: token });
  expect(made.status, made.body.toString()).toBe(201);
  const { id } = made.json as { id: string };
  const view = await client.ask('GET', `/api/shares/${id}`, { bearer: token });
  return { id, created: (view.json as { created: string }).created };
}

/** Enters, seals and opens a secret of the largest size, all of it through the proxy. */
async function handOver(behind: Behind, between: () => Promise<void>): Promise<void> {
  const { client, token, url } = behind;
  const share = { ...(await create(behind)), mode: 'link' as const };
  const value = 'x'.repeat(limits.itemsBytes - 200);
  const { input, linkKey } = await sealing(await newBrowser(url.host), share, { at: Date.now(), items: credential(value) });
  const put = await client.ask('PUT', `/api/shares/${share.id}/payload`, { bytes: input.payload as Uint8Array, bearer: token });
  expect(put.status, put.body.toString()).toBe(204);
  const sealed = await client.ask('POST', `/api/shares/${share.id}/seal`, {
    json: wireSeal({ ...input, payload: null }),
    bearer: token,
  });
  expect(sealed.status, sealed.body.toString()).toBe(204);

  await between();

  const reader = await newBrowser(url.host);
  const opener = await linkProofSigner(linkKey as Uint8Array, share.id);
  const claimed = await client.ask('POST', `/api/shares/${share.id}/claim`, {
    json: await claiming(reader, share, Date.now(), { link: opener }),
  });
  expect(claimed.status, claimed.body.toString()).toBe(200);
  const { capsule } = claimed.json as { capsule: string };
  const payload = await client.ask('GET', `/api/shares/${share.id}/payload`, { headers: { 'x-nt2-claim': reader.secretOf(share.id) } });
  expect(payload.status).toBe(200);
  const opened = await opening(share, { capsule: Buffer.from(capsule, 'base64'), payload: payload.body }, input.note, { linkKey });
  expect(opened.items.items[0]?.fields[0]?.value).toBe(value);
  const delivered = await client.ask('POST', `/api/shares/${share.id}/deliver`, {
    json: await delivering(reader, share, Date.now(), opened.ack),
  });
  expect(delivered.status).toBe(204);
}

/** Waits in silence, then for the event of a share that is taken back; answers with how long it took. */
async function hear({ client, token, instances }: Behind, silenceMs: number): Promise<number> {
  const { id } = await create({ client, token, instances } as Behind);
  const stream = client.follow(id, token);
  ends.push(stream.stop);
  await expect.poll(stream.version, { timeout: 5_000 }).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, silenceMs));
  expect(stream.opened()).toBe(1);
  const before = stream.version();
  const at = Date.now();
  expect((await client.ask('POST', `/api/shares/${id}/revoke`, { json: {}, bearer: token })).status).toBe(204);
  await expect.poll(stream.version, { timeout: SOON_MS, interval: 5 }).toBeGreaterThan(before);
  stream.stop();
  return stream.heardAt() - at;
}

/** Whether forged addresses are counted as the one that they come from. */
async function countForged({ client }: Behind): Promise<number> {
  const statuses: number[] = [];
  for (let n = 0; n < RATE + 20; n += 1) {
    const headers = { 'x-forwarded-for': `198.51.100.${n}` };
    statuses.push((await client.ask('POST', '/api/session', { json: { token: 'x' }, headers })).status);
  }
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  return statuses.filter((status) => status === 429).length;
}

const doctor = ({ instances, proxy }: Behind): Promise<string> => instances.run(['doctor'], { NODE_EXTRA_CA_CERTS: proxy.caFile });

describe.skipIf(!isCampaign || redisMissing !== null).each(Object.keys(PROXIES))('behind %s', (name) => {
  const missing = missingProxy(name);
  if (isCampaign && missing !== null) console.log(`left out: ${missing}`);

  it.skipIf(missing !== null)('B6, R2: hands over, hears, counts and restarts as without it', { timeout: 240_000 }, async () => {
    const behind = await begin(name);
    const waited = hear(behind, SILENCE_MS);
    await handOver(behind, async () => undefined);
    const tookMs = await waited;
    await handOver(behind, behind.restart);

    const { id } = await create(behind);
    const stream = behind.client.follow(id, behind.token);
    ends.push(stream.stop);
    await expect.poll(stream.opened, { timeout: 5_000 }).toBe(1);
    await behind.restart();
    await expect.poll(stream.opened, { timeout: 20_000 }).toBeGreaterThan(1);
    expect((await behind.client.ask('POST', `/api/shares/${id}/revoke`, { json: {}, bearer: behind.token })).status).toBe(204);
    await expect.poll(stream.version, { timeout: SOON_MS }).toBeGreaterThan(1);

    expect(await doctor(behind)).toContain('ok     the proxy in front lets no forged X-Forwarded-For through');
    expect(await countForged(behind)).toBeGreaterThanOrEqual(15);
    console.log(`${name}: an event after ${SILENCE_MS / 1_000} s of silence came in ${tookMs} ms`);
    await behind.done();
  });
});

describe.skipIf(!isCampaign || redisMissing !== null || missingProxy('nginx') !== null)(
  'behind an nginx of its manual’s shortest lines',
  () => {
    it('B6: the doctor says that a forged address gets through, and it does', { timeout: 60_000 }, async () => {
      const behind = await begin('nginx', documented('nginx').replace(/^.*X-Forwarded-For.*\n/m, ''));
      expect(await doctor(behind)).toContain('note   the proxy in front lets a forged X-Forwarded-For through');
      for (let n = 0; n < RATE + 20; n += 1) {
        const headers = { 'x-forwarded-for': `198.51.100.${n}` };
        expect((await behind.client.ask('POST', '/api/session', { json: { token: 'x' }, headers })).status).toBe(401);
      }
    });
  },
);
