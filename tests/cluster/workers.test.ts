// One instance with two workers on a real Redis: they share work, limits and what people are told, and lose nothing when one dies.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignInTokens } from '../../src/core/sign-in-tokens.ts';
import type { Person, PersonKey } from '../../src/core/share.ts';
import type { Nt2Process } from '../e2e/process.ts';
import { freePort, redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { openInstances, type Instances } from './instances.ts';
import { startLoad } from './lives.ts';
import { checkLives } from './rolling.ts';
import { isAlive, openConnection, workersOf, type Connection } from './workers.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const TENANT = 'local:local';
const ANN: Person = { key: `${TENANT}:ann` as PersonKey, name: 'Ann' };
const BEN: Person = { key: `${TENANT}:ben` as PersonKey, name: 'Ben' };
/** More than enough for both workers to have some: they are dealt out in turn. */
const CONNECTIONS = 8;
const PER_PERSON = 24;

/** A request that the server has begun to read, without its body, so that it cannot be answered yet. */
async function beginRequest(url: string): Promise<{ finish(): Promise<number | undefined> }> {
  const headers = { 'content-type': 'application/json', 'content-length': 2, expect: '100-continue', origin: url, 'x-nt2': '1' };
  const sent = request(`${url}/api/session`, { method: 'POST', agent: false, headers });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  answered.catch(() => {});
  sent.flushHeaders();
  await once(sent, 'continue');
  return {
    async finish() {
      sent.end('{}');
      const [{ statusCode }] = await answered;
      return statusCode;
    },
  };
}

describe.skipIf(redisMissing !== null)('an instance with two workers', () => {
  let redis: RedisServer;
  let instances: Instances;
  let nt2: Nt2Process;
  let url = '';
  let metricsPort = 0;
  const folder = mkdtempSync(join(tmpdir(), 'nt2-policy-'));
  const policy = join(folder, 'policy.yaml');
  const connections: Connection[] = [];
  const workers = (): number[] => workersOf(nt2);
  const open = (): Connection => {
    const connection = openConnection(url, workers);
    connections.push(connection);
    return connection;
  };

  beforeAll(async () => {
    redis = await startRedis();
    instances = await openInstances({ count: 1, store: redis.url, env: { NT2_WORKERS: '2' } });
    metricsPort = await freePort();
    writeFileSync(policy, 'policy: 1\nversion: open\n');
    // Nothing stands in front of it.
    nt2 = await instances.start(0, { NT2_METRICS_PORT: String(metricsPort), NT2_PORT: String(instances.port), NT2_POLICY: policy });
    ({ url } = instances);
  }, 60_000);
  afterAll(async () => {
    for (const connection of connections) connection.close();
    await instances?.close();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function signIn(person: Person): Promise<string> {
    const { store, tenantTags } = instances.tools;
    const tokens = createSignInTokens({ store, clock: Date.now, random: (length) => new Uint8Array(randomBytes(length)), tenantTags });
    const token = await tokens.issue({ person, share: null, tenant: TENANT });
    const { status, cookie } = await open().ask('POST', '/api/session', { json: { token } });
    expect(status).toBe(200);
    return cookie;
  }

  /** Connections to both, each of which has asked once. */
  async function both(headers: Record<string, string> = {}): Promise<Connection[]> {
    const all = Array.from({ length: CONNECTIONS }, open);
    for (const connection of all) expect((await connection.ask('GET', '/api/session', { headers })).status).toBe(200);
    expect(new Set(all.map((connection) => connection.worker()))).toEqual(new Set(workers()));
    return all;
  }

  const metrics = async (): Promise<string> => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const valueOf = (text: string, name: string): number =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce((sum, [, value]) => sum + Number(value), 0);

  it('shares connections between them, and one answer has the health and the counts of both', async () => {
    const text = await metrics();
    const before = valueOf(text, 'nt2_http_requests_total');
    expect(valueOf(text, 'nt2_workers')).toBe(2);
    const all = await both();
    expect(valueOf(await metrics(), 'nt2_http_requests_total')).toBe(before + CONNECTIONS);
    // Whichever worker is asked.
    for (const connection of all) {
      const { json } = await connection.ask('GET', '/readyz');
      expect(json).toMatchObject({ ready: true, parts: { store: { ok: true }, workers: { ok: true, detail: 'All 2 answer.' } } });
    }
    expect((await all[0]?.ask('GET', '/metrics'))?.status).toBe(404);
  });

  it('T13: who signs out is signed out in both at once', async () => {
    const cookie = await signIn(ANN);
    const all = await both({ cookie });
    const persons = async (connection: Connection) =>
      (await connection.ask('GET', '/api/session', { headers: { cookie } })).json['persons'];
    for (const connection of all) expect(await persons(connection)).toHaveLength(1);
    expect((await all[0]?.ask('DELETE', '/api/session', { headers: { cookie } }))?.status).toBe(204);
    expect(await Promise.all(all.map(persons))).toEqual(all.map(() => []));
  });

  it('lets one person open no more waiting pages than one process would', async () => {
    const cookie = await signIn(BEN);
    const { tools } = instances;
    const terms = { mode: 'sealed', entry: 'page', via: 'chat', kind: 'credential', label: 'a key', note: '', place: null } as const;
    const made = await tools.shares.create({ ...terms, tenant: TENANT, expiresInMs: 3_600_000, sender: BEN, recipient: ANN });
    if (!made.ok) throw new Error(made.code);
    const path = `/api/shares/${made.value.id}/events`;
    const streams = Array.from({ length: PER_PERSON + CONNECTIONS }, open);
    const statuses: number[] = [];
    for (const stream of streams) statuses.push(await stream.stream(path, { cookie }));
    expect(statuses.filter((status) => status === 200)).toHaveLength(PER_PERSON);
    expect(statuses.slice(PER_PERSON)).toEqual(Array.from({ length: CONNECTIONS }, () => 429));
    expect(new Set(streams.slice(0, PER_PERSON).map((stream) => stream.worker())).size).toBe(2);
    for (const stream of streams) stream.close();
    await expect.poll(() => open().stream(path, { cookie }), { timeout: 5_000, interval: 200 }).toBe(200);
  });

  /** What each connection is answered that would share a note by link. */
  async function notesByLink(cookie: string): Promise<Set<unknown>> {
    const json = { mode: 'link', kind: 'note', label: '', note: '', expiresInMs: 3_600_000 };
    const all = await both();
    const answers = await Promise.all(all.map((connection) => connection.ask('POST', '/api/shares', { json, headers: { cookie } })));
    return new Set(answers.map(({ status, json: { code = status } }) => code));
  }
  const ann: { cookie?: string } = {};

  it('reads the policy again at SIGHUP, for both, and keeps the one before when the file has faults', async () => {
    const cookie = (ann.cookie = await signIn(ANN));
    expect(await notesByLink(cookie)).toEqual(new Set([201]));
    writeFileSync(policy, 'policy: 1\nversion: closed\nrules: [{ name: no-notes, when: { kind: [note] }, deny: true }]\n');
    process.kill(nt2.pid, 'SIGHUP');
    await nt2.says(/closed \(SHA-256[^]+closed \(SHA-256/);
    expect(await notesByLink(cookie)).toEqual(new Set(['policy.person']));
    writeFileSync(policy, 'policy: 1\n');
    process.kill(nt2.pid, 'SIGHUP');
    await nt2.says(/policy\.refused[^]+policy\.refused/);
    expect(await notesByLink(cookie)).toEqual(new Set(['policy.person']));
    const { json } = await open().ask('GET', '/readyz');
    expect(json).toMatchObject({ ready: true, parts: { policy: { ok: false, detail: expect.stringContaining('In force: closed') } } });
    expect(workers().every(isAlive)).toBe(true);
  });

  it('loses nothing when one is killed in the middle of hand-offs, and starts it again', async () => {
    const counted = valueOf(await metrics(), 'nt2_commits_total');
    const load = await startLoad(instances, 4, { persistent: true });
    for (let round = 1; round <= 2; round += 1) {
      await expect.poll(load.count, { timeout: 20_000 }).toBeGreaterThan(round * 20);
      const [first = 0] = workers();
      process.kill(first, 'SIGKILL');
      await expect.poll(() => workers().filter((pid) => pid !== first), { timeout: 20_000 }).toHaveLength(2);
    }
    await expect.poll(load.count, { timeout: 20_000 }).toBeGreaterThan(60);
    const lives = await load.stop();
    expect(load.surprises).toEqual([]);
    await checkLives(instances, lives);
    expect(nt2.printed()).toMatch(/"event":"worker\.ended","code":"SIGKILL"/);
    // What the dead had counted when they were last asked is still counted.
    const text = await metrics();
    expect(valueOf(text, 'nt2_commits_total')).toBeGreaterThan(counted);
    expect(valueOf(text, 'nt2_worker_restarts_total')).toBe(2);
    expect(valueOf(text, 'nt2_workers')).toBe(2);
    // The new ones have the last policy that was good.
    expect(await notesByLink(ann.cookie ?? '')).toEqual(new Set(['policy.person']));
  });

  it('ends all of them at SIGTERM, and the requests that have begun first', async () => {
    const pids = workers();
    // Both have begun one whose body is still to come: a request that only sets out meanwhile is cut (docs/decisions/leaving-before-closing.md).
    const begun = await Promise.all(Array.from({ length: CONNECTIONS }, () => beginRequest(url)));
    const stopped = nt2.stop();
    // One that is dealt to a worker that has just left waits for an answer that does not come.
    await expect.poll(() => fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) }).catch(() => null)).toBeNull();
    for (const one of begun) expect(await one.finish()).toBe(400);
    expect(await stopped).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('leaves none serving when the first process is killed', async () => {
    const again = await instances.start(0, { NT2_PORT: String(instances.port) });
    const pids = workersOf(again);
    expect(pids).toHaveLength(2);
    await again.kill();
    await expect.poll(() => pids.filter(isAlive), { timeout: 5_000 }).toEqual([]);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('ends with the reason, said once, when no worker can start', async () => {
    const taken = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
    const said = await instances.run(['serve'], { NT2_WORKERS: '2', NT2_PORT: String(port) }).then(String, String);
    taken.close();
    expect(said).toMatch(/ended with 1:/);
    expect(said.match(/something else listens there already/g)).toHaveLength(1);
  });
});
