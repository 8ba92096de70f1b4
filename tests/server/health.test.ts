// What a probe and an operator are told: whether people may be sent here, and which part is ill.

import { describe, expect, it } from 'vitest';
import type { StoreHealth } from '../../src/core/ports/store-health.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { createReadiness } from '../../src/server/health.ts';
import type { ProcessRole } from '../../src/server/scope.ts';
import { noChat, openDoor } from './harness.ts';

const sound: StoreHealth = { ok: true, rolledBackTenants: [], storage: 'sqlite+wal', warnings: [] };
const platform = (name: string, state: 'ready' | 'connecting' | 'down') => ({ name, health: () => ({ state, detail: 'team T0CANARY' }) });

interface Ills {
  readonly health?: () => Promise<StoreHealth>;
  readonly trouble?: string;
  readonly adapters?: readonly ReturnType<typeof platform>[];
  readonly waits?: number;
  readonly untaken?: number;
  readonly role?: ProcessRole;
  readonly leaving?: boolean;
}

async function ask({
  health = async () => sound,
  trouble,
  adapters = [platform('Slack', 'ready')],
  waits = 0,
  untaken = 0,
  role = 'all',
  leaving = false,
}: Ills) {
  const readiness = createReadiness({
    role,
    routes: 'all',
    sources: {
      store: { health },
      chat: { adapters, oldestPendingMs: () => waits, oldestUnclaimedMs: () => untaken },
      logTrouble: () => trouble ?? null,
    },
    clock: () => 0,
    draining: { aborted: leaving },
  });
  const answer = await readiness();
  const { ready, parts } = (await answer.json()) as { ready: boolean; parts: Record<string, { ok: boolean; detail: string }> };
  const ill = Object.entries(parts).flatMap(([name, { ok, detail }]) => (ok ? [] : [`${name}: ${detail}`]));
  return { status: answer.status, ready, names: Object.keys(parts), ill };
}

describe('readiness', () => {
  it('tells of four parts, and of nothing else', async () => {
    expect(await ask({})).toEqual({ status: 200, ready: true, names: ['store', 'log', 'platforms', 'outbox'], ill: [] });
  });

  it.each<[string, Ills, string]>([
    ['a log that is no longer signed', { trouble: 'No longer signed.' }, 'log: No longer signed.'],
    [
      'a platform that is away',
      { adapters: [platform('Slack', 'ready'), platform('Discord', 'down')] },
      'platforms: Not connected: Discord.',
    ],
    [
      'a message that no instance takes',
      { untaken: 6 * 60_000 },
      'outbox: No instance takes messages of a platform that this one does not have: the oldest has waited for 6 minutes.',
    ],
    ['a message that waits', { waits: 7.5 * 60_000 }, 'outbox: The oldest message has waited for 7 minutes.'],
  ])('%s is told, and people may still be sent here', async (_what, ills, sentence) => {
    expect(await ask(ills)).toMatchObject({ status: 200, ready: true, ill: [sentence] });
  });

  it.each<[string, Ills['health'] & object]>([
    ['throws', () => Promise.reject(new Error('canary'))],
    ['does not answer', async () => ({ ...sound, ok: false, warnings: ['canary'] })],
  ])('a store that %s turns people away: another instance may reach it', async (_what, health) => {
    const told = await ask({ health });
    expect(told).toMatchObject({ status: 503, ready: false, ill: [expect.stringMatching(/^store: It does not answer/)] });
    expect(told.ill.join()).not.toContain('canary');
  });

  it.each<[string, Partial<StoreHealth>, RegExp]>([
    [
      'a tenant for whom the store went back in time',
      { ok: false, rolledBackTenants: ['aaaaaa' as TenantTag] },
      /tenants: 1.*nt2 store accept-rollback/,
    ],
    ['a key store that is down', { keys: 'down' }, /The key store does not answer/],
    ['both', { ok: false, rolledBackTenants: ['aaaaaa' as TenantTag], keys: 'down' }, /tenants: 1.*The key store does not answer/],
  ])('%s is told, and takes no instance from the other tenants', async (_what, ills, sentence) => {
    const told = await ask({ health: async () => ({ ...sound, ...ills }) });
    expect(told).toMatchObject({ status: 200, ready: true, ill: [expect.stringMatching(sentence)] });
    expect(told.ill.join()).not.toContain('aaaaaa');
  });

  it('nobody new is sent to an instance that is about to end, however well it is', async () => {
    expect(await ask({ leaving: true })).toMatchObject({ status: 503, ready: false, ill: [] });
  });

  it('a process with pages alone says that another one has chat', async () => {
    const door = await openDoor({ site: { role: 'web' } });
    const { json } = await door.ask('GET', '/readyz');
    expect([json.role, json.parts.platforms]).toEqual(['web', { ok: true, detail: 'This process has pages alone; another one has chat.' }]);
    await door.close();
  });

  it('a process that lives says so, also when its store is ill', async () => {
    const ill = async () => ({ ...sound, ok: false });
    const door = await openDoor({ lifecycle: { health: { store: { health: ill }, chat: noChat, logTrouble: () => null } } });
    expect((await door.ask('GET', '/readyz')).status).toBe(503);
    expect((await door.ask('GET', '/healthz')).json).toEqual({ alive: true });
    await door.close();
  });
});
