// How much may wait at the same time, through the use cases: what is refused with which code, and what is never lost by it.

import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import type { Quotas } from '../../src/core/quotas.ts';
import type { Result } from '../../src/core/refusal.ts';
import type { Person, PersonKey, Share } from '../../src/core/share.ts';
import { accepting, credential, newBrowser, scryptNative, sealing } from '../support/actors.ts';
import { alex, casey, HOST, mallory, openWorld, TENANT, type TestWorld } from '../support/world.ts';

let world: TestWorld;
const begin = async (quotas: Partial<Quotas>): Promise<void> => {
  world = await openWorld({ quotas });
};
afterEach(() => world.close());

const dana: Person = { key: 'playground:demo:dana' as PersonKey, name: 'Dana' };
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.code);

const order = (sender: Person, recipient: Person | null) =>
  ({
    sender,
    recipient,
    tenant: TENANT,
    mode: recipient === null ? 'link' : 'sealed',
    entry: 'page',
    via: 'chat',
    kind: 'credential',
    label: 'Stripe webhook key',
    note: '',
    place: null,
    expiresInMs: limits.expiry.initial,
  }) as const;
const send = (sender: Person, recipient: Person | null): Promise<Result<Share>> => world.shares.create(order(sender, recipient));
async function must<T>(result: Promise<Result<T>>): Promise<T> {
  const given = await result;
  if (!given.ok) throw new Error(`refused: ${given.code}`);
  return given.value;
}

describe('how many shares may wait', () => {
  it('of one sender, for one recipient, in one tenant; each has a sentence of its own, and a place is free when one ends', async () => {
    await begin({ person: 3, tenant: 5, pair: 2 });
    const first = await must(send(alex, casey));
    await must(send(alex, casey));
    expect(code(await send(alex, casey))).toBe('quota.pair');
    await must(send(alex, dana));
    expect(code(await send(alex, null))).toBe('quota.person');
    await must(send(mallory, casey));
    await must(send(mallory, casey));
    expect(code(await send(dana, alex))).toBe('quota.tenant');
    await must(world.shares.revoke(first.id, alex.key));
    expect(code(await send(alex, casey))).toBe('ok');
  });

  it('a sender who takes back each share at once rings nobody without end', async () => {
    await begin({ pair: 2 });
    for (let n = 0; n < 6; n += 1) await must(world.shares.revoke((await must(send(alex, casey))).id, alex.key));
    expect(await send(alex, casey)).toMatchObject({ code: 'quota.pair', retryAfterMs: 3_600_000 });
    expect(code(await send(alex, dana))).toBe('ok');
    expect(code(await send(mallory, casey))).toBe('ok');
    world.now += 3_600_000;
    expect(code(await send(alex, casey))).toBe('ok');
  });

  it('nobody is flooded: of 200 shares from many senders at once exactly as many reach one recipient as they may have', async () => {
    await begin({ recipient: 30, pair: 2 });
    const senders = Array.from({ length: 100 }, (_, n): Person => ({ key: `${TENANT}:s${n}` as PersonKey, name: `S${n}` }));
    const answers = await Promise.all([...senders, ...senders].map((sender) => send(sender, casey)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(30);
    // The sender does not learn how much others send.
    expect(new Set(answers.map(code))).toEqual(new Set(['ok', 'person.unavailable']));
    expect(code(await send(alex, dana))).toBe('ok');
  });

  it('a sender cannot find out whether they are blocked or the recipient has too much: not even by using up their own quotas', async () => {
    await begin({ person: 1, recipient: 1 });
    await must(send(mallory, dana));
    await must(world.shares.block(TENANT, { person: casey.key, sender: alex }, { aborted: false }));
    const [toFull, toBlocking] = [() => send(alex, dana), () => send(alex, casey)];
    expect([code(await toFull()), code(await toBlocking())]).toEqual(['person.unavailable', 'person.unavailable']);
    const mine = await must(send(alex, null));
    expect([code(await toFull()), code(await toBlocking())]).toEqual(['quota.person', 'quota.person']);
    await must(world.shares.revoke(mine.id, alex.key));
    expect(await toBlocking()).toEqual(await toFull());
  });
});

describe('how many bytes may lie there', () => {
  it('an upload over the budget is refused and loses nothing: it goes in when there is room', async () => {
    await begin({ personBytes: 10_000 });
    const [one, two] = [await must(send(alex, casey)), await must(send(alex, dana))];
    await must(world.shares.uploadPayload(one.id, alex.key, randomBytes(6_000)));
    const late = randomBytes(5_000);
    expect(code(await world.shares.uploadPayload(two.id, alex.key, late))).toBe('quota.bytes');
    expect(await world.shares.find(two.id)).toMatchObject({ version: two.version, state: { status: 'offered', payload: null } });
    // Another person's budget is their own.
    expect(code(await world.shares.uploadPayload((await must(send(mallory, casey))).id, mallory.key, late))).toBe('ok');
    await must(world.shares.revoke(one.id, alex.key));
    expect(code(await world.shares.uploadPayload(two.id, alex.key, late))).toBe('ok');
  });

  it('what a recipient has accepted waits for its seal, and is sealed when there is room', async () => {
    await begin({ tenantBytes: 20_000 });
    const [share, other] = [await must(send(alex, casey)), await must(send(mallory, casey))];
    await must(world.shares.uploadPayload(other.id, mallory.key, randomBytes(19_000)));
    const accepted = await accepting(await newBrowser(HOST), share, world.now);
    await must(world.shares.accept(share.id, casey.key, accepted.input));
    const recipient = accepted.key?.recipient ?? '';
    const sealed = await sealing(await newBrowser(HOST), share, { at: world.now, items: credential('x'), recipient });
    expect(code(await world.shares.seal(share.id, alex.key, sealed.input))).toBe('quota.tenant_bytes');
    expect((await world.shares.find(share.id))?.state.status).toBe('accepted');
    await must(world.shares.decline(other.id, casey.key));
    expect(code(await world.shares.seal(share.id, alex.key, sealed.input))).toBe('ok');
  });

  it.each(['words', 'sealed+words'] as const)(
    'P4: what is typed into chat over the budget is refused before its %s cost anything, to the byte as the commit would refuse it',
    async (mode) => {
      let worked = 0;
      const scrypt: typeof scryptNative = (...given) => {
        worked += 1;
        return scryptNative(...given);
      };
      /** With so many bytes to fill: what came of it, and how many lie there then. */
      const typed = async (personBytes: number, spent = 0): Promise<readonly [code: string, size: number, worked: number]> => {
        world = await openWorld({ quotas: { personBytes }, scrypt });
        worked = 0;
        if (spent > 0) await must(world.shares.uploadPayload((await must(send(alex, dana))).id, alex.key, randomBytes(spent)));
        const share = await must(world.shares.create({ ...order(alex, casey), mode, entry: 'modal' }));
        if (mode === 'words') await must(world.shares.acceptInChat(share.id, casey.key, 'press'));
        else await must(world.shares.accept(share.id, casey.key, (await accepting(await newBrowser(HOST), share, world.now)).input));
        const answer = await world.shares.sealInChat(share.id, alex.key, { secret: 'hunter2', words: 'correct horse battery staple moon' });
        const loaded = await world.store.loadWithCiphertext(share.id);
        await world.close();
        return [code(answer), (loaded?.capsule?.length ?? 0) + (loaded?.payload?.length ?? 0), worked];
      };
      const [, size] = await typed(1_000_000);
      expect(size).toBeGreaterThan(4_096);
      expect(await typed(size)).toEqual(['ok', size, 1]);
      expect(await typed(size - 1)).toEqual(['quota.bytes', 0, 0]);
      expect(await typed(size + 999, 1_000)).toEqual(['quota.bytes', 0, 0]);
      world = await openWorld();
    },
  );
});
