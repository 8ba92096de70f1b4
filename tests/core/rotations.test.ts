// What was handed over is to be changed some day: who is asked, when, and how it ends.

import { describe, expect, it } from 'vitest';
import { nextAsk } from '../../src/core/rotations/rules.ts';
import type { PersonKey, ShareId } from '../../src/core/share.ts';
import { alex, casey, mallory, TENANT } from '../support/world.ts';
import { DAY, openRotations as open, sam } from './rotations-world.ts';
import { code, must } from './shares-world.ts';

describe('a share by a template that says rotateAfter', () => {
  it('M1: has its sender asked a week before, when it is due, and weekly after; the webhook hears of each, and everything ends with Rotated', async () => {
    const { world, opened, rounds, told, find } = await open();
    const share = await opened();
    const endedAt = share.state.status === 'ended' ? share.state.at : 0;
    expect(share.outbox.map(({ kind }) => kind)).not.toContain('rotation');
    const { dueAt, holders, owner } = await find(share.id);
    expect([dueAt - endedAt, owner, holders]).toEqual([90 * DAY, alex, [{ share: share.id, person: casey, at: endedAt }]]);
    expect(await rounds()).toEqual([]);
    const asked: string[][] = [];
    for (const day of [82, 83, 84, 89, 90, 91, 97, 98, 104]) {
      world.now = endedAt + day * DAY + 60_000;
      asked.push(await rounds());
    }
    expect(asked).toEqual([[], ['Alex soon 0'], [], [], ['Alex due 1'], [], ['Alex due 2'], [], ['Alex due 3']]);
    expect(await told(share.id)).toEqual(['share.rotate_soon', 'share.rotation_due', 'share.rotation_due', 'share.rotation_due']);
    expect(code(await world.rotations.done(share.id, alex.key))).toBe('ok');
    expect(await rounds()).toEqual(['rotated m3']);
    expect([await told(share.id), (await find(share.id)).nextAt]).toEqual([['share.rotated'], null]);
    expect(code(await world.rotations.done(share.id, alex.key))).toBe('rotation.over');
    world.now += 400 * DAY;
    expect(await rounds()).toEqual([]);
  });

  it('M1: after any pause asks once, whatever the clock did; a clock that goes back asks nobody twice', async () => {
    const { world, opened, rounds } = await open();
    await opened();
    const at = world.now;
    world.now = at + 200 * DAY;
    expect(await rounds(4)).toEqual(['Alex due 0']);
    world.now = at + 10 * DAY;
    expect(await rounds(4)).toEqual([]);
    world.now = at + 201 * DAY;
    expect(await rounds(4)).toEqual([]);
  });

  it('M1: over several instances asks once each time', async () => {
    const { world, opened, watcherOf, said } = await open();
    await opened();
    world.now += 90 * DAY;
    const instances = ['a', 'b', 'c', 'd'].map((owner) => watcherOf(owner));
    for (let round = 0; round < 3; round += 1) await Promise.all(instances.map((watch) => watch()));
    expect(said).toEqual(['Alex due 0']);
  });

  it('M1: an instance that does not know the owner leaves it to one that does; what chat cannot take is tried again, what it refuses is not', async () => {
    const { world, opened, rounds, watcherOf, fails, find } = await open();
    const { id } = await opened();
    world.now += 90 * DAY;
    const other = watcherOf('b', { askQuiet: async () => 'elsewhere' });
    expect([await other(), await other()]).toEqual([0, 0]);
    fails({ ok: false, reason: 'later', retryAfterMs: 20_000 });
    expect(await rounds()).toEqual([]);
    expect((await find(id)).nextAt).toBe(world.now + 20_000);
    world.now += 20_000;
    fails({ ok: false, reason: 'refused' });
    expect([await rounds(), (await find(id)).asked]).toEqual([[], 1]);
    fails(null);
    world.now += 7 * DAY;
    expect(await rounds()).toEqual(['Alex due 1']);
  });

  it('M1: waits for the end of quiet hours', async () => {
    const { world, opened, watcherOf, said } = await open();
    await opened();
    world.now += 90 * DAY;
    const morning = world.now + 8 * 3_600_000;
    const watch = watcherOf('a', { askQuiet: async () => (world.now < morning ? morning : null) });
    for (let n = 0; n < 3; n += 1) await watch();
    expect(said).toEqual([]);
    world.now = morning;
    for (let n = 0; n < 3; n += 1) await watch();
    expect(said).toEqual(['Alex due 0']);
  });

  it('M1: what was told twice begins once, and a process that was killed before it was told leaves the message', async () => {
    const { world, ready, claim, recipient, hear } = await open();
    const it = await ready('sealed', { template: 'contractor-key', expiresInMs: DAY });
    await claim(recipient, it);
    world.now += 10 * 60_000;
    const ended = must(await world.shares.expireIfDue(it.share.id));
    expect(ended.outbox.map(({ kind }) => kind)).toContain('rotation');
    await Promise.all([world.rotations.heard(ended), world.rotations.heard(ended), hear(ended.id)]);
    const { rows } = await world.store.rotations(world.ids.tagOf(TENANT), null, 10);
    expect(rows.map(({ holders }) => holders.length)).toEqual([1]);
  });

  it('M1: one that nobody opened, and one without a time, begin none', async () => {
    const { world, create, opened, hear } = await open();
    const { id } = await create('sealed', { template: 'contractor-key', expiresInMs: DAY });
    await opened({});
    world.now += DAY;
    expect(must(await world.shares.expireIfDue(id)).outbox.map(({ kind }) => kind)).not.toContain('rotation');
    await hear(id);
    expect((await world.store.rotations(world.ids.tagOf(TENANT), null, 10)).rows).toEqual([]);
  });
});

describe('the time of a rotation', () => {
  it('M1: is the end of an engagement where that comes first', async () => {
    const ends = Date.UTC(2026, 11, 24);
    const { opened, find } = await open({ engagements: new Map([[casey.key, ends]]) });
    const share = await opened();
    expect(await find(share.id)).toMatchObject({ dueAt: ends, why: 'engagement' });
    const plain = await opened({});
    expect(await find(plain.id)).toMatchObject({ dueAt: ends, why: 'engagement' });
  });

  it('M1: may be set by hand, by who handed it over alone; a wrong date is refused', async () => {
    const { world, opened, find, create, rounds } = await open();
    const share = await opened({});
    const due = world.now + 30 * DAY;
    expect(code(await world.rotations.set(share.id, casey.key, due))).toBe('rotation.none');
    expect(code(await world.rotations.set(share.id, alex.key, world.now - 1))).toBe('input.invalid');
    expect(code(await world.rotations.set(share.id, alex.key, Number.NaN))).toBe('input.invalid');
    expect(code(await world.rotations.set(share.id, alex.key, due))).toBe('ok');
    expect(await find(share.id)).toMatchObject({ dueAt: due, why: 'date', label: 'Stripe webhook key' });
    expect(code(await world.rotations.set(share.id, alex.key, due + DAY))).toBe('ok');
    expect((await find(share.id)).dueAt).toBe(due + DAY);
    const waits = await create('sealed');
    expect(code(await world.rotations.set(waits.id, alex.key, due))).toBe('share.not_yet');
    world.now = due + DAY;
    expect(await rounds()).toEqual(['Alex due 0']);
  });

  it('M1: is asked about after every moment exactly once', () => {
    const rotation = { startedAt: 0, dueAt: 20 * DAY, why: 'template' as const };
    let at = 0;
    const all = Array.from({ length: 5 }, () => (at = nextAsk(rotation, at)) / DAY);
    expect(all).toEqual([15, 20, 27, 34, 41]);
    expect(nextAsk({ ...rotation, why: 'incident' }, 20 * DAY) / DAY).toBe(21);
  });
});

describe('what was pasted into chat', () => {
  it('M3: is due at once under its name, with no share and nobody who has it; its person is asked each day until they say Rotated', async () => {
    const { world, rounds, told, find } = await open();
    const [id] = world.shares.newIds(TENANT, 1);
    if (id === undefined) throw new Error('no id');
    const begun = must(await world.rotations.pasted(alex, { id, label: 'Shop key' }));
    expect(begun).toMatchObject({ dueAt: world.now, why: 'pasted', holders: [], owner: alex, giver: alex.key });
    expect(code(await world.rotations.pasted(alex, { id, label: 'again' }))).toBe('store.busy');
    expect((await world.rotations.list(alex.key)).map(({ label }) => label)).toEqual(['Shop key']);
    for (const other of [casey, mallory]) expect(await world.rotations.find(id, other.key)).toBeNull();
    const at = world.now;
    const asked: string[][] = [];
    for (const day of [0, 0.5, 1, 2]) {
      world.now = at + day * DAY;
      asked.push(await rounds());
    }
    expect(asked).toEqual([['Alex due 0'], [], ['Alex due 1'], ['Alex due 2']]);
    expect(await told(id)).toEqual(['share.rotation_due', 'share.rotation_due', 'share.rotation_due']);
    expect(code(await world.rotations.done(id, mallory.key))).toBe('rotation.none');
    expect(code(await world.rotations.done(id, alex.key))).toBe('ok');
    expect((await find(id)).closed).toMatchObject({ how: 'rotated' });
    const [other] = world.shares.newIds(TENANT, 1);
    must(await world.rotations.pasted(alex, { id: other!, label: 'Other key' }));
    await world.rotations.forget(alex.key);
    expect(JSON.stringify(await find(other!))).not.toMatch(/Other key|alex/i);
  });
});

describe('who is asked', () => {
  it('M1: can put it off, and hand it to another, who is asked from then on; strangers can do neither', async () => {
    const { world, opened, rounds, find } = await open();
    const { id } = await opened();
    world.now += 90 * DAY;
    await rounds();
    for (const who of [mallory, casey]) expect(code(await world.rotations.snooze(id, who.key))).toBe('rotation.none');
    expect(code(await world.rotations.snooze(id, alex.key, 1e15))).toBe('input.invalid');
    const put = must(await world.rotations.snooze(id, alex.key));
    expect(put.nextAt).toBe(world.now + 7 * DAY);
    expect(code(await world.rotations.handTo(id, alex.key, { key: 'playground:other:sam' as PersonKey, name: 'S' }))).toBe(
      'person.refused',
    );
    expect(code(await world.rotations.handTo(id, alex.key, sam))).toBe('ok');
    expect(await rounds()).toEqual(['Sam due 0']);
    expect((await world.rotations.list(sam.key)).map((one) => one.id)).toEqual([id]);
    expect(await world.rotations.list(mallory.key)).toEqual([]);
    expect(await world.rotations.find(id, mallory.key)).toBeNull();
    expect((await find(id)).giver).toBe(alex.key);
  });
});

describe('handing over the new one', () => {
  it('M1: closes when all who had the old one have opened it, and asks again where one did not', async () => {
    const { world, opened, ready, claim, recipient, rounds, find, hear, create } = await open();
    const ids = world.shares.newIds(TENANT, 2);
    const template = { template: 'contractor-key', expiresInMs: DAY };
    const first = await opened({ ...template, together: { ids, at: 0 } });
    const second = await opened({ ...template, together: { ids, at: 1 }, recipient: sam });
    const id = ids[0]!;
    expect((await find(id)).holders.map(({ person }) => person.name)).toEqual(['Casey', 'Sam']);
    expect([first.id, second.id]).toEqual(ids);
    world.now = (await find(id)).dueAt;
    await rounds();

    const forCasey = await ready('sealed', { rotates: id });
    const forSam = await create('sealed', { rotates: id, recipient: sam });
    must(await world.rotations.handOver(id, alex.key, [forCasey.share, forSam]));
    world.now += DAY / 2;
    expect(await rounds()).toEqual([]);
    await claim(recipient, forCasey);
    world.now += 10 * 60_000;
    must(await world.shares.expireIfDue(forCasey.share.id));
    await hear(forCasey.share.id);
    expect((await find(id)).closed).toBeNull();
    must(await world.shares.decline(forSam.id, sam.key));
    await hear(forSam.id);
    expect(await rounds()).toEqual(['Alex due 1']);
    expect((await find(id)).holders.map(({ hasNew = false, next = null }) => [hasNew, next])).toEqual([
      [true, forCasey.share.id],
      [false, null],
    ]);

    // The second try is opened, though nobody had noted that it was on its way.
    const again = await ready('sealed', { rotates: id, recipient: sam });
    const claimed = await claim(recipient, again);
    expect(code(claimed)).toBe('ok');
    world.now += 10 * 60_000;
    must(await world.shares.expireIfDue(again.share.id));
    await hear(again.share.id);
    expect((await find(id)).closed).toMatchObject({ how: 'handed-over' });
    expect(await rounds()).toEqual(['handed-over m1']);
  });

  it('M1: a share of another person closes nothing, whatever rotation it names', async () => {
    const { world, opened, find } = await open();
    const { id } = await opened();
    const share = (await world.store.load(id))!;
    await world.rotations.heard({
      ...share,
      id: 'a'.repeat(32) as ShareId,
      sender: mallory,
      rotates: id,
      terms: { from: null, to: null, template: null },
    });
    expect((await find(id)).closed).toBeNull();
  });
});

describe('an incident of a person', () => {
  it('M1: has all that they opened due now, also what had no time; what was changed before stays so', async () => {
    const { world, opened, rounds, find } = await open();
    const timed = await opened();
    const plain = await opened({});
    const done = await opened();
    must(await world.rotations.done(done.id, alex.key));
    const seen = await world.rotations.opened(casey.key);
    expect(seen.map(({ share }) => share).toSorted()).toEqual([timed.id, plain.id, done.id].toSorted());
    expect(await world.rotations.opened(mallory.key)).toEqual([]);
    await world.rotations.allDue(casey, 'incident');
    await world.rotations.allDue(casey, 'incident');
    expect((await rounds()).toSorted()).toEqual(['Alex due 0', 'Alex due 0']);
    for (const { id } of [timed, plain]) expect(await find(id)).toMatchObject({ why: 'incident', dueAt: world.now });
    expect((await find(done.id)).closed).not.toBeNull();
    world.now += DAY;
    expect((await rounds()).toSorted()).toEqual(['Alex due 1', 'Alex due 1']);
  });

  it('M1: a person who is erased is named by no rotation, and asked by none', async () => {
    const { world, opened, rounds, find } = await open();
    const { id } = await opened();
    await world.rotations.forget(casey.key);
    expect(JSON.stringify(await find(id))).not.toMatch(/casey|Stripe/i);
    await world.rotations.forget(alex.key);
    expect(JSON.stringify(await find(id))).not.toMatch(/alex/i);
    world.now += 90 * DAY;
    expect(await rounds()).toEqual([]);
  });
});
