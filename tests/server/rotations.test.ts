// What is to be changed, over HTTP: each sees their own, and nobody changes another's.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rotation } from '../../src/core/ports/rotation-store.ts';
import { policyOf } from '../support/policies.ts';
import { newId } from '../support/shares.ts';
import { ann, ben, eve, openDoor, person, TENANT, type Harness } from './harness.ts';
import { DIRECTORY } from '../docs/http-operator.ts';

const zoe = person('zoe', 'Zoe');
const DAY = 86_400_000;
let door: Harness;
beforeAll(async () => {
  door = await openDoor({ env: { NT2_CALENDAR: 'on' }, core: { directory: DIRECTORY } });
});
afterAll(() => door.close());

const idHere = () => newId(door.ids.tagOf(TENANT));

async function begun(more: Partial<Rotation> = {}): Promise<Rotation> {
  const id = idHere();
  const now = door.time.now;
  const rotation: Rotation = {
    id,
    version: 1,
    kind: 'credential',
    label: 'Stripe keys',
    template: null,
    giver: ann.key,
    owner: ann,
    why: 'template',
    holders: [{ share: id, person: ben, at: now }],
    startedAt: now,
    dueAt: now + 30 * DAY,
    nextAt: now + 23 * DAY,
    asked: 0,
    closed: null,
    ...more,
  };
  await door.store.putRotation(rotation, { until: null, at: now, deliveries: null });
  return rotation;
}
const change = async (id: string, json: object, who = ann) =>
  door.ask('POST', `/api/rotations/${id}`, { json, cookie: await door.signIn(who) });
const listOf = async (who = ann) => {
  const { json } = await door.ask('GET', '/api/rotations', { cookie: await door.signIn(who) });
  return json.rotations as { id: string; isOverdue: boolean; owner: string; nextAt: number; dueAt: number }[];
};

describe('rotations over HTTP', () => {
  it('M1: are listed for who is asked and who gave the value, and for nobody else; overdue ones say so', async () => {
    const [soon, late] = [await begun(), await begun({ dueAt: door.time.now - DAY })];
    const seen = await listOf();
    expect(seen.filter(({ id }) => id === soon.id || id === late.id).map(({ isOverdue }) => isOverdue)).toEqual([true, false]);
    for (const who of [ben, eve]) expect(await listOf(who)).toEqual([]);
    expect((await door.ask('GET', '/api/rotations')).status).toBe(401);
  });

  it('M1: are put off, dated, handed over and done; what is done is over', async () => {
    const { id } = await begun();
    expect((await change(id, { kind: 'snooze', days: 3 })).json.nextAt).toBe(door.time.now + 3 * DAY);
    const due = door.time.now + 60 * DAY;
    expect((await change(id, { kind: 'due', due })).json).toMatchObject({ dueAt: due, why: 'date' });
    expect((await change(id, { kind: 'owner', to: ben.key })).json.owner).toBe('Ben');
    expect((await listOf(ben)).map((one) => one.id)).toContain(id);
    expect((await change(id, { kind: 'done' }, ben)).json.closed).toMatchObject({ how: 'rotated' });
    expect((await change(id, { kind: 'done' })).json.code).toBe('rotation.over');
    expect((await listOf()).map((one) => one.id)).not.toContain(id);
  });

  it('M1: a stranger with the id learns and changes nothing; what does not fit is refused', async () => {
    const { id } = await begun();
    for (const wish of [
      { kind: 'done' },
      { kind: 'snooze', days: 1 },
      { kind: 'due', due: door.time.now + DAY },
      { kind: 'owner', to: ben.key },
    ]) {
      const [theirs, unknown] = [await change(id, wish, eve), await change(idHere(), wish, eve)];
      expect([theirs.status, theirs.json.code]).toEqual([404, 'rotation.none']);
      expect(theirs.text).toBe(unknown.text);
    }
    for (const wish of [{ kind: 'snooze', days: 91 }, { kind: 'due', due: 1 }, { kind: 'forget' }, {}])
      expect((await change(id, wish)).status).toBe(400);
    expect((await door.store.rotation(id))?.version).toBe(1);
  });

  it('M1: an incident lists what the person has opened, and has it due when they say so', async () => {
    const { id } = await begun({ holders: [{ share: idHere(), person: eve, at: door.time.now }] });
    const report = async (json: object) => (await door.ask('POST', '/api/incidents', { json, cookie: await door.signIn(eve) })).json.opened;
    expect(await report({})).toMatchObject([{ label: 'Stripe keys', rotation: 'running' }]);
    expect((await door.store.rotation(id))?.version).toBe(1);
    expect(await report({ start: true })).toMatchObject([{ rotation: 'overdue' }]);
    expect(await door.store.rotation(id)).toMatchObject({ why: 'incident', dueAt: door.time.now });
    expect((await door.ask('POST', '/api/incidents', { json: { start: true } })).status).toBe(401);
  });

  it('M1: a calendar feed says the days to whom has its address, and nothing of what it is; another one ends it', async () => {
    const { id } = await begun({ owner: zoe, dueAt: Date.UTC(2027, 0, 31) });
    await begun({ owner: zoe, closed: { at: 1, by: zoe.key, how: 'rotated' } });
    const cookie = await door.signIn(zoe);
    const make = async () => new URL((await door.ask('POST', '/api/calendar', { json: {}, cookie })).json.url).pathname;
    const read = (path: string) => door.ask('GET', path);
    const first = await make();
    const { status, text, headers } = await read(first);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
    expect(text).toContain('DTSTART;VALUE=DATE:20270131');
    for (const told of ['Stripe', 'Ben', 'Zoe', 'ben', 'zoe', id, TENANT, first.split('/').at(-1) ?? ''])
      expect(text, told).not.toContain(told);
    const second = await make();
    expect([(await read(first)).status, (await read(second)).status]).toEqual([404, 200]);
    expect(JSON.stringify(await door.store.listSettings('calendar'))).not.toContain(second.split('/').at(-1));
    for (const path of ['/calendar/x', `/calendar/${'a'.repeat(52)}`, `${second}x`]) expect((await read(path)).status, path).toBe(404);
    await door.ask('DELETE', '/api/calendar', { cookie });
    expect((await read(second)).status).toBe(404);
    expect((await door.ask('POST', '/api/calendar', { json: {} })).status).toBe(401);
  });

  it('M1: there is no feed unless the operator wants it', async () => {
    const plain = await openDoor();
    const made = await plain.ask('POST', '/api/calendar', { json: {}, cookie: await plain.signIn(ann) });
    await plain.close();
    expect(made.status).toBe(404);
  });

  it('M1: what is overdue stands on the board of those whom the policy names, by role, page by page', async () => {
    const roles = { admins: [ann.key], auditors: [ben.key], accounts: [], labels: false };
    let board: typeof roles | undefined = roles;
    const own = await openDoor({ policy: () => ({ ...policyOf({}), ...(board && { board }) }) });
    const now = own.time.now;
    const tag = own.ids.tagOf(TENANT);
    for (const [days, closed] of [[-3], [-2, true], [-1], [5]] as const) {
      const id = newId(tag);
      const one = {
        id,
        version: 1,
        kind: 'credential',
        label: 'Stripe keys',
        template: null,
        giver: eve.key,
        owner: eve,
        why: 'date',
      } as const;
      const end = closed ? ({ at: now, by: eve.key, how: 'rotated' } as const) : null;
      const rest = { holders: [], startedAt: 1, dueAt: now + days * DAY, nextAt: null, asked: 0, closed: end };
      await own.store.putRotation({ ...one, ...rest }, { until: null, at: now, deliveries: null });
    }
    const ask = async (who: typeof ann, json: object = {}) =>
      own.ask('POST', '/api/board/overdue', { json: { tenant: TENANT, ...json }, cookie: await own.signIn(who) });
    const rows = (await ask(ann)).json.rows as { dueAt: number; ownerName: string | null; label: string | null }[];
    expect(rows.map(({ dueAt, ownerName, label }) => [(dueAt - now) / DAY, ownerName, label])).toEqual([
      [-3, 'Eve', null],
      [-1, 'Eve', null],
    ]);
    expect((await ask(ben)).json.rows[0]).toMatchObject({ owner: eve.key, ownerName: null, label: null });
    const paged: number[] = [];
    for (let before: string | null | undefined; before !== null;) {
      const { json } = await ask(ann, { limit: 1, ...(before && { before }) });
      paged.push(...json.rows.map((row: { dueAt: number }) => (row.dueAt - now) / DAY));
      before = json.next;
    }
    expect(paged).toEqual([-3, -1]);
    expect((await ask(eve)).json.code).toBe('board.none');
    board = undefined;
    expect((await ask(ann)).json.code).toBe('board.none');
    await own.close();
  });
});
