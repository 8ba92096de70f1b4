// What ends by itself, on a real store.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { Fault } from '../../src/core/refusal.ts';
import type { Person, PersonKey, Share } from '../../src/core/share.ts';
import { createSweeper } from '../../src/jobs/sweeper.ts';
import { alex, openWorld, TENANT, type TestWorld } from '../support/world.ts';

describe('a round of the sweeper', () => {
  let world: TestWorld;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  async function begin(sender: Person, tenant: string): Promise<Share> {
    const input = { recipient: null, mode: 'link', entry: 'page', via: 'api', place: null, kind: 'note', label: 'key', note: '' } as const;
    const made = await world.shares.create({ ...input, sender, tenant, expiresInMs: limits.expiry.min });
    if (!made.ok) throw new Error(made.code);
    return made.value;
  }

  it('T15: a share that cannot be ended does not keep the others from their end, and is told', async () => {
    const [first, second] = [await begin(alex, TENANT), await begin(alex, TENANT)];
    const broken = new Fault('store.corrupt', 'A stored share does not parse.');
    const shares = {
      ...world.shares,
      expireIfDue: (id: string) => (id === first.id ? Promise.reject(broken) : world.shares.expireIfDue(id)),
    };
    world.now += limits.expiry.min;
    await expect(createSweeper({ store: world.store, shares, clock: () => world.now })()).rejects.toBe(broken);
    expect((await world.store.load(second.id))?.state).toMatchObject({ status: 'ended', cause: 'expired' });
  });

  it('a program, which nobody can write to, is told nothing: no message waits for a platform that there is not', async () => {
    const made = await begin({ key: 'local:local:ci' as PersonKey, name: 'ci' }, 'local:local');
    world.now += limits.expiry.min;
    expect(await createSweeper({ ...world, clock: () => world.now })()).toBe(1);
    expect(await world.shares.find(made.id)).toMatchObject({ state: { status: 'ended', cause: 'expired' }, outbox: [] });
  });
});
