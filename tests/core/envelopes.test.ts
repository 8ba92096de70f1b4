// Break glass: who can open what, with which keys, and what wins.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEnvelopes } from '../../src/core/envelopes/envelopes.ts';
import { advance, told } from '../../src/core/envelopes/rules.ts';
import { encodeBase64, randomBytes } from '../../src/crypto/bytes.ts';
import { openHalf } from '../../src/crypto/envelope/envelope.ts';
import { ann, ben, cleo, MINUTE, olga, openEnvelopeWorld, VALUE, type EnvelopeWorld, type Holder } from '../support/envelope-world.ts';

let w: EnvelopeWorld;
let a: Holder;
let b: Holder;
let ci: Holder;
beforeEach(async () => {
  w = await openEnvelopeWorld();
  [a, b, ci] = [await w.join(ann), await w.join(ben), await w.joinMachine(ann, 'ci')];
});
afterEach(() => w.world.close());

const codeOf = (answer: { readonly ok: boolean; readonly code?: string }): string => (answer.ok ? 'ok' : (answer.code ?? ''));
/** As the watcher does: everybody was told. */
const tellAll = async (id: string): Promise<void> => {
  const found = (await w.envelopes.look(id as never))!;
  await w.envelopes.told(found, []);
};

describe('an envelope', () => {
  it('opens by a second person, once, to the device that asked; then its value is due and its ciphertext gone', async () => {
    const { id } = await w.seal([a, b]);
    const { claim } = await w.ask(id, a);
    expect(codeOf(await w.envelopes.release(id, ann.key, claim))).toBe('envelope.waits');
    expect(codeOf(await w.envelopes.agree(id, 1, ann))).toBe('envelope.second');
    expect(codeOf(await w.envelopes.agree(id, 1, cleo))).toBe('envelope.none');
    expect(codeOf(await w.envelopes.agree(id, 1, ben))).toBe('ok');
    expect(await w.read(id, a, claim)).toBe(VALUE);
    // The answer was lost: the same claim, within the hour.
    expect(await w.read(id, a, claim)).toBe(VALUE);
    const released = (await w.envelopes.look(id))!;
    expect([released.state, released.nextAt]).toEqual(['spent', w.world.now]);
    await w.envelopes.rotate(released);
    await w.envelopes.rotate(released);
    expect(await w.world.rotations.list(olga.key)).toMatchObject([{ why: 'released', dueAt: w.world.now, holders: [{ person: ann }] }]);
    expect(codeOf(await w.envelopes.confirm(id, ann.key, claim))).toBe('ok');
    expect(codeOf(await w.envelopes.release(id, ann.key, claim))).toBe('envelope.closed');
    expect(JSON.stringify(await w.envelopes.look(id))).not.toContain(released.payload);
    expect(await w.steps()).toEqual(['sealed', 'asked', 'agreed', 'released', 'opened']);
  });

  it('opens to nobody who has a copy of the store and a member’s key, or the root secret and no member’s key', async () => {
    const sealed = await w.seal([a, b]);
    const place = { envelope: sealed.id, seal: 1, half: 'real' } as const;
    const { capsule } = sealed.members.find(({ device }) => device === a.device)!;
    const { payload } = sealed;
    const kept = await w.store.listSettings('');
    // All that lies in the store, as R: none of it is.
    for (const { value } of kept) expect(await openHalf(place, a, { capsule, payload, secret: value.slice(0, 44) })).toBeNull();
    expect(await openHalf(place, a, { capsule, payload, secret: encodeBase64(randomBytes(32)) })).toBeNull();
    // The server knows R, and has no key: another identity opens no capsule.
    const secret = (await w.secrets.get(`envelope:${sealed.id}:${sealed.hash}:real`))!;
    expect(kept.some(({ value }) => value.includes(secret))).toBe(false);
    const stranger = await w.join(cleo);
    expect(await openHalf(place, { ...stranger, device: a.device }, { capsule, payload, secret })).toBeNull();
    expect(await openHalf(place, a, { capsule, payload, secret })).toBe(VALUE);
    // Nor in another place: another seal, the drill, another envelope, another member.
    for (const other of [
      { ...place, seal: 2 },
      { ...place, half: 'drill' as const },
      { ...place, envelope: 'b'.repeat(32) },
    ])
      expect(await openHalf(other, a, { capsule, payload, secret })).toBeNull();
    expect(await openHalf(place, { ...a, device: b.device }, { capsule, payload, secret })).toBeNull();
  });

  it('a no wins over a yes and over the clock as long as nothing was released, and freezes until it is sealed again', async () => {
    const { id } = await w.seal([a, b, await w.join(cleo)]);
    const { claim } = await w.ask(id, a);
    await w.envelopes.agree(id, 1, ben);
    expect(codeOf(await w.envelopes.refuse(id, 1, cleo))).toBe('ok');
    expect(codeOf(await w.envelopes.release(id, ann.key, claim))).toBe('envelope.closed');
    expect(codeOf(await w.envelopes.agree(id, 1, ben))).toBe('envelope.closed');
    expect(codeOf((await w.ask(id, b)).asked)).toBe('envelope.closed');
    await w.seal([a, b], { id, seal: 2 });
    expect(codeOf(await w.envelopes.agree(id, 1, ben))).toBe('envelope.closed');
    const again = await w.ask(id, a);
    expect(codeOf(again.asked)).toBe('ok');
    // Both at the same moment, many times: whatever comes first, a no that was taken lets nothing out.
    const both = await Promise.all([w.envelopes.agree(id, 1, ben), w.envelopes.refuse(id, 1, olga), w.envelopes.agree(id, 1, olga)]);
    expect(codeOf(both[1])).toBe('ok');
    expect(codeOf(await w.envelopes.release(id, ann.key, again.claim))).toBe('envelope.closed');
    expect((await w.envelopes.look(id))?.state).toBe('frozen');
  });

  it('its time begins with the first message that reached another person; a jump of the clock takes no more than one half', async () => {
    const { id } = await w.seal([a, b]);
    const { claim } = await w.ask(id, a);
    const look = async () => (await w.envelopes.look(id))!;
    // Chat is away: nobody was told, so hours later nothing has begun.
    await w.envelopes.told(await look(), (await look()).asking!.untold);
    w.world.now += 10 * 60 * MINUTE;
    await w.envelopes.advance(id);
    expect((await look()).asking).toMatchObject({ step: 'asked', toldAt: null, dueAt: null });
    expect(codeOf(await w.envelopes.release(id, ann.key, claim))).toBe('envelope.waits');
    await tellAll(id);
    expect((await look()).asking?.dueAt).toBe(w.world.now + 60 * MINUTE);
    w.world.now += 59 * MINUTE;
    await w.envelopes.advance(id);
    expect((await look()).asking?.step).toBe('half');
    // Nobody has heard of the half: the end does not come.
    w.world.now += 5 * 60 * MINUTE;
    await w.envelopes.advance(id);
    expect((await look()).asking?.step).toBe('half');
    await tellAll(id);
    w.world.now += 29 * MINUTE;
    await w.envelopes.advance(id);
    expect(codeOf(await w.envelopes.release(id, ann.key, claim))).toBe('envelope.waits');
    w.world.now += MINUTE;
    await w.envelopes.advance(id);
    expect((await look()).asking?.step).toBe('due');
    expect(await w.read(id, a, claim)).toBe(VALUE);
  });

  it('the message to the one who asks begins no clock, and an asking of which nobody hears lapses', async () => {
    const sealed = await w.seal([a, b]);
    await w.ask(sealed.id, a);
    const found = (await w.envelopes.look(sealed.id))!;
    expect(found.asking?.untold.map(({ key }) => key).toSorted()).toEqual([ben.key, olga.key].toSorted());
    const self = { ...found, asking: { ...found.asking!, untold: [ann, ben] } };
    expect(told(self, [ben], w.world.now).asking?.toldAt).toBeNull();
    expect(told(self, [], w.world.now).asking?.toldAt).toBe(w.world.now);
    expect(advance(found, w.world.now + 25 * 60 * MINUTE)?.asking?.step).toBe('lapsed');
  });

  it('is released to the device that asked alone: not to another, not with its secret, not twice after it was confirmed or an hour', async () => {
    const { id } = await w.seal([a, b, ci]);
    const { claim } = await w.ask(id, a);
    await w.envelopes.agree(id, 1, ben);
    for (const [by, said] of [
      [ben.key, claim],
      [ci.by.key, claim],
      [cleo.key, claim],
      [ann.key, encodeBase64(randomBytes(32))],
    ] as const)
      expect(codeOf(await w.envelopes.release(id, by, said))).toBe('envelope.none');
    // Two at once: one commit, one entry.
    await Promise.all([w.read(id, a, claim), w.read(id, a, claim)]);
    expect((await w.steps()).filter((step) => step === 'released')).toHaveLength(1);
    w.world.now += 61 * MINUTE;
    expect(codeOf(await w.envelopes.release(id, ann.key, claim))).toBe('envelope.closed');
    // Never confirmed: it counts as opened all the same.
    expect((await w.envelopes.look(id))?.state).toBe('spent');
  });

  it('a process that was killed between the commit and the messages has left what is to be told, and the value due', async () => {
    const { id } = await w.seal([a, b]);
    const { claim } = await w.ask(id, a);
    const other = createEnvelopes(w.deps);
    expect(await other.due(10)).toEqual([id]);
    await other.agree(id, 1, ben);
    // Killed after the log has it, before the half was read from the store: nothing has left, and it counts as opened.
    const gone = createEnvelopes({ ...w.deps, secrets: { ...w.secrets, get: () => Promise.reject(new Error('killed')) } });
    await expect(gone.release(id, ann.key, claim)).rejects.toThrow('killed');
    expect(await w.steps()).toEqual(['sealed', 'asked', 'agreed', 'released']);
    const found = (await other.look(id))!;
    expect([found.state, found.isRotating, found.asking?.untold.length]).toEqual(['spent', false, 3]);
    expect(await other.due(10)).toEqual([id]);
    await other.rotate(found);
    expect(await w.world.rotations.list(olga.key)).toHaveLength(1);
    // The one who asked tries again, and gets it.
    expect(await w.read(id, a, claim)).toBe(VALUE);
  });

  it('a machine asks and opens by its own session, never answers, and counts as its owner', async () => {
    const { id } = await w.seal([b, ci]);
    const { claim } = await w.ask(id, ci);
    expect(codeOf(await w.envelopes.agree(id, 1, ann))).toBe('envelope.second');
    expect(codeOf(await w.envelopes.agree(id, 1, ci.by))).toBe('envelope.none');
    expect(codeOf(await w.envelopes.refuse(id, 1, ci.by))).toBe('envelope.none');
    await w.envelopes.agree(id, 1, ben);
    expect(codeOf(await w.envelopes.release(id, ann.key, claim))).toBe('envelope.none');
    expect(await w.read(id, ci, claim)).toBe(VALUE);
    // By a person of that name, or another machine, nothing of it.
    expect(codeOf((await w.ask(id, { ...ci, by: ann })).asked)).toBe('envelope.none');
  });

  it('a drill goes all the way, opens the second payload alone, and can be done again; nobody answered is an event', async () => {
    const { id, payload } = await w.seal([a, b]);
    const { claim } = await w.ask(id, a, true);
    await w.envelopes.agree(id, 1, ben);
    expect(await w.read(id, a, claim)).toBe('This was a drill.');
    await w.envelopes.confirm(id, ann.key, claim);
    expect(await w.envelopes.look(id)).toMatchObject({ state: 'sealed', payload, rotation: null, nextAt: w.world.now });
    await w.ask(id, b, true);
    // A no to a drill freezes nothing.
    await w.envelopes.refuse(id, 2, olga);
    await w.ask(id, b, true);
    w.world.now += 26 * 60 * MINUTE;
    await w.envelopes.advance(id);
    const drills = ['drill-asked', 'drill-agreed', 'drill-released', 'drill-opened', 'drill-asked', 'drill-refused', 'drill-asked'];
    expect(await w.steps()).toEqual(['sealed', ...drills, 'drill-lapsed']);
    expect(codeOf((await w.ask(id, a)).asked)).toBe('ok');
  });

  it('a person who leaves is out at once, with their machines and their asking; the owner has to seal again', async () => {
    const { id } = await w.seal([a, b, ci]);
    const { claim } = await w.ask(id, a);
    await w.envelopes.agree(id, 1, ben);
    expect(await w.envelopes.removePerson(ann.key)).toBe(1);
    expect(codeOf(await w.envelopes.release(id, ann.key, claim))).toBe('envelope.none');
    const left = (await w.envelopes.look(id))!;
    expect([left.members.map(({ device }) => device), left.stale, left.asking?.step]).toEqual([[b.device], 'untold', 'lapsed']);
    expect(codeOf(await w.envelopes.seal(olga, await w.wishFor([a, b], { id, seal: 2 })))).toBe('person.refused');
    const before = await w.secrets.get(`envelope:${id}:${left.hash}:real`);
    const again = await w.seal([b], { id, seal: 2 });
    expect([again.stale, before, await w.secrets.get(`envelope:${id}:${left.hash}:real`)]).toEqual(['no', expect.any(String), null]);
  });

  it('is sealed again by its owner alone, one after the other, and to keys that were shown within 90 days', async () => {
    const { id } = await w.seal([a, b]);
    const wish = await w.wishFor([a, b], { id, seal: 2 });
    expect(codeOf(await w.envelopes.seal(ben, wish))).toBe('envelope.none');
    const other = await w.wishFor([a, b], { id, seal: 2 });
    const codes = (await Promise.all([w.envelopes.seal(olga, wish), w.envelopes.seal(olga, other)])).map(codeOf);
    expect(codes.toSorted()).toEqual(['envelope.busy', 'ok']);
    const { claim } = await w.ask(id, a);
    expect(codeOf(await w.envelopes.seal(olga, await w.wishFor([b], { id, seal: 3 })))).toBe('envelope.busy');
    await w.envelopes.agree(id, 1, ben);
    expect(await w.read(id, a, claim)).toBe(VALUE);
    w.world.now += 91 * 24 * 60 * MINUTE;
    expect(codeOf(await w.envelopes.seal(olga, await w.wishFor([a, b])))).toBe('person.refused');
  });

  it('a key belongs to the one who left it: another person, another key for the device and an old note are refused', async () => {
    await expect(w.joinMachine(ben, 'ci')).rejects.toThrow();
    const note = (await w.envelopes.keys.ready(w.tag)).find(({ device }) => device === a.device)!.note;
    expect(codeOf(await w.envelopes.keys.leave(ben, { device: a.device, name: 'x', note }))).toBe('input.invalid');
    w.world.now += 91 * 24 * 60 * MINUTE;
    expect(codeOf(await w.envelopes.keys.leave(ann, { device: a.device, name: 'x', note }))).toBe('input.invalid');
    expect(await w.envelopes.keys.ready(w.tag)).toEqual([]);
  });

  it('the log names nobody, and nothing that was typed', async () => {
    const { id } = await w.seal([a, b]);
    await w.ask(id, a);
    const leaves = (await w.store.leaves(w.tag, 0, 100)).join('');
    for (const word of ['ann', 'Root', 'db1', a.device, ci.device]) expect(leaves).not.toContain(word);
    await w.envelopes.forget(ann.key);
    expect(JSON.stringify(await w.store.envelopes(w.tag))).not.toMatch(/Ann|demo:ann|db1 is down/);
    await w.envelopes.forget(olga.key);
    expect(JSON.stringify(await w.store.envelopes(w.tag))).not.toMatch(/Olga|demo:olga|Root/);
    expect(await w.store.listSettings('vault:')).toEqual([]);
  });
});
