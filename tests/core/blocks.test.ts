// Whom someone takes nothing from, through the use cases on both stores: nothing slips through, and nothing that is open is cut off.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { Result } from '../../src/core/refusal.ts';
import type { Share, TenantTag } from '../../src/core/share.ts';
import { createShares, type Shares } from '../../src/core/shares.ts';
import { openStore, type Where } from '../store/open.ts';
import { accepting, claiming, credential, delivering, newBrowser, opening, scryptNative, sealing } from '../support/actors.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { alex, casey, HOST, mallory, TENANT } from '../support/world.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const NOW = { aborted: false };
let server: RedisServer | null = null;
beforeAll(async () => {
  if (redisMissing === null) server = await startRedis();
});
afterAll(() => server?.stop());

const stores: { name: string; where: () => Where; missing: string | null }[] = [
  { name: 'SQLite', where: () => ({ kind: 'sqlite', file: ':memory:' }), missing: null },
  { name: 'Redis', where: () => ({ kind: 'redis', url: server?.url ?? '' }), missing: redisMissing },
];

describe.each(stores)('blocks on $name', ({ where, missing }) => {
  let store: Store;
  let shares: Shares;
  beforeAll(async () => {
    if (missing !== null) return;
    store = await openStore(where());
    const common = { store, clock: Date.now, random: randomBytes, tenantTags: { tagOf: () => 'aaaaaa' as TenantTag }, host: HOST };
    shares = createShares({ ...common, storage: 'test', modalEntry: false, retentionMs: 86_400_000, scrypt: scryptNative });
  });
  afterAll(() => store?.close());

  const send = (sender = alex, recipient = casey): Promise<Result<Share>> =>
    shares.create({
      sender,
      recipient,
      tenant: TENANT,
      mode: 'sealed',
      entry: 'page',
      via: 'chat',
      kind: 'credential',
      label: 'key',
      note: '',
      place: null,
      expiresInMs: limits.expiry.initial,
    });
  async function must<T>(result: Promise<Result<T>>): Promise<T> {
    const given = await result;
    if (!given.ok) throw new Error(`refused: ${given.code}`);
    return given.value;
  }

  it.skipIf(missing !== null)(
    'a share that is made while its sender is blocked is declined or refused: none waits afterwards',
    async () => {
      const first = Array.from({ length: 10 }, () => send());
      const blocking = shares.block(TENANT, { person: casey.key, sender: alex }, NOW);
      const made = await Promise.all([...first, ...Array.from({ length: 10 }, () => send())]);
      const { declined } = await must(blocking);
      const waiting = made.flatMap((one) => (one.ok ? [one.value.id] : []));
      expect(waiting).toHaveLength(declined);
      for (const id of waiting) expect((await shares.find(id))?.state).toMatchObject({ status: 'ended', cause: 'declined' });
      for (const one of made) if (!one.ok) expect(one.code).toBe('person.unavailable');
      expect(await send()).toMatchObject({ code: 'person.unavailable' });
      // The log says that it was declined, and names nobody.
      const leaves = (await store.leaves('aaaaaa' as TenantTag, 0, 1_000)).join('\n');
      expect(leaves.split('cause declined').length - 1).toBe(declined);
      expect(leaves).not.toMatch(/block|alex|casey/i);
      // The others go on, and so do their own.
      await must(send(mallory));
      await must(send(casey, alex));
      expect(await shares.unblock(TENANT, casey.key, alex.key)).toBe(true);
      await must(send());
    },
  );

  it.skipIf(missing !== null)('what the sender has on the screen goes on to its end', async () => {
    const share = await must(send(mallory));
    const browser = await newBrowser(HOST);
    const accepted = await accepting(browser, share, Date.now());
    await must(shares.accept(share.id, casey.key, accepted.input));
    const recipient = accepted.key?.recipient ?? '';
    const sealed = await sealing(await newBrowser(HOST), share, { at: Date.now(), items: credential('x'), recipient });
    await must(shares.seal(share.id, mallory.key, sealed.input));
    const released = await must(shares.claim(share.id, casey.key, await claiming(browser, share, Date.now())));
    const before = await must(send(mallory));
    expect(await must(shares.block(TENANT, { person: casey.key, sender: mallory }, NOW))).toMatchObject({ opened: 1 });
    expect((await shares.find(before.id))?.state.status).toBe('ended');
    const statement = 'seal' in released.share.state ? (released.share.state.seal?.statement ?? '') : '';
    const { ack } = await opening(share, released, statement, { accept: accepted.key });
    const done = await must(shares.deliver(share.id, await delivering(browser, share, Date.now(), ack)));
    expect(done.state).toMatchObject({ status: 'ended', cause: 'delivered' });
  });

  it.skipIf(missing !== null)('after the deadline nothing is blocked', async () => {
    expect(await shares.block(TENANT, { person: alex.key, sender: mallory }, { aborted: true })).toMatchObject({ ok: false });
    expect(await shares.blocked(TENANT, alex.key)).toEqual([]);
  });
});
