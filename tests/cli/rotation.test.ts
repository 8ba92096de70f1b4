// The new value on a terminal: to all who have the old one, also long after the shares that brought it were forgotten.

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDirectory } from '../../src/bot/directory.ts';
import type { Adapter } from '../../src/bot/port.ts';
import { main } from '../../src/cli/main.ts';
import type { Rotation } from '../../src/core/ports/rotation-store.ts';
import { OUTSIDER, type Person } from '../../src/core/share.ts';
import { fetchOf, programAt } from '../client/client-at.ts';
import { ann, ben, eve, openDoor, person, PUBLIC_URL, TENANT, type Harness } from '../server/harness.ts';
import { newId } from '../support/shares.ts';
import { said } from './said.ts';

const CANARY = 'whsec_new_canary_6c2';
const cal = person('cal', 'Cal');
const gone = person('gone', 'Gone');
const findContact = async (key: string) => {
  const found = [ann, ben, cal].find((one) => one.key === key);
  return found === undefined ? null : { ...found, kind: 'member' as const };
};
const chat = { platform: 'playground', findContact, findHandle: () => Promise.resolve(null) };

let door: Harness;
beforeAll(async () => {
  door = await openDoor({ env: { NT2_CALENDAR: 'on' }, core: { directory: createDirectory([chat as unknown as Adapter]) } });
  const token = await door.apiTokens.create('terminal', { as: { key: ann.key, name: null } });
  if (!token.ok) throw new Error(token.code);
  vi.stubGlobal('fetch', fetchOf(door));
  for (const [name, value] of Object.entries({ NT2_URL: PUBLIC_URL, NT2_TOKEN: token.value })) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  expect(door.lines.join('\n')).not.toContain(CANARY);
  await door.close();
});

/** The shares of its holders are remembered by nobody any more. */
async function begun(holders: readonly Person[], more: Partial<Rotation> = {}): Promise<Rotation> {
  const id = newId(door.ids.tagOf(TENANT));
  const now = door.time.now;
  const rotation: Rotation = {
    id,
    version: 1,
    kind: 'bank',
    label: 'Payout account',
    template: null,
    giver: ann.key,
    owner: ann,
    why: 'date',
    holders: holders.map((holder) => ({ share: newId(door.ids.tagOf(TENANT)), person: holder, at: now })),
    startedAt: now - 1,
    dueAt: now,
    nextAt: now,
    asked: 1,
    closed: null,
    ...more,
  };
  await door.store.putRotation(rotation, { until: null, at: now, deliveries: null });
  return rotation;
}
const give = (...args: readonly string[]) => said(() => main(['share', '--from', `printf ${CANARY}`, ...args]));

it('M1: goes to all who have the old one, a share each, which the rotation waits for', async () => {
  const { id } = await begun([ben, cal, OUTSIDER]);
  const giving = give('--rotates', id, '--json');
  const opened = [];
  for (const who of [ben, cal]) {
    const theirs = await programAt(door, { as: who });
    const found = await vi.waitFor(async () => (await theirs.listPage()).rows[0] ?? Promise.reject(new Error('none')), {
      timeout: 10_000,
    });
    opened.push(await theirs.open(found.id));
  }
  const { code, out } = await giving;
  expect(code).toBe(0);
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; to: string });
  expect(lines.map(({ to }) => to)).toEqual(['Ben', 'Cal']);
  for (const { items, label } of opened) expect([label, items[0]?.fields[0]?.value]).toEqual(['Payout account', CANARY]);
  const now = await door.store.rotation(id);
  expect(now?.holders.map(({ next }) => next)).toEqual([lines[0]?.id, lines[1]?.id, undefined]);
  // The holder of a link has it still, and only a person can say that it is changed.
  expect(now?.closed).toBeNull();
});

it('M1: whose account has ended gets none, and the others do; nothing is handed over of what is over, of another person, or of a link alone', async () => {
  const { id } = await begun([gone, ben, ben]);
  const bens = await programAt(door, { as: ben });
  const giving = give('--rotates', id);
  const found = await vi.waitFor(
    async () => (await bens.listPage()).rows.find(({ state }) => state !== 'ended')?.id ?? Promise.reject(new Error('none')),
  );
  await bens.open(found);
  expect(await giving).toMatchObject({ code: 67, out: expect.stringContaining(found), err: expect.stringContaining('Gone: ') });
  // Twice among those who have it: one share is enough.
  expect((await door.store.rotation(id))?.holders.map(({ next }) => next)).toEqual([undefined, found, found]);
  const over = await begun([ben], { closed: { at: 1, by: ann.key, how: 'rotated' } });
  const others = await begun([ben], { giver: eve.key, owner: eve });
  for (const other of [over.id, others.id, newId(door.ids.tagOf(TENANT))])
    expect(await give('--rotates', other)).toMatchObject({ code: 77, out: '', err: expect.stringContaining('nt2 rotation list') });
  expect(await give('--rotates', (await begun([OUTSIDER])).id)).toMatchObject({ code: 2, err: expect.stringContaining('A link brought') });
  for (const args of [['--link'], ['--to', 'slack:@ann']])
    expect(await give('--rotates', id, ...args)).toMatchObject({ code: 64, out: '' });
  const direct = await door.ask('POST', '/api/shares', {
    json: { mode: 'sealed', kind: 'bank', label: '', note: '', expiresInMs: 3_600_000, to: { person: ben.key }, rotates: others.id },
    cookie: await door.signIn(ann),
  });
  expect([direct.status, direct.json.code]).toEqual([404, 'rotation.none']);
  const link = await door.ask('POST', '/api/shares', {
    json: { mode: 'link', kind: 'bank', label: '', note: '', expiresInMs: 3_600_000, rotates: id },
    cookie: await door.signIn(ann),
  });
  expect([link.status, link.json.code]).toEqual([400, 'input.invalid']);
});

it('M1: the calendar’s address is printed alone, once, and ended', async () => {
  const feed = await said(() => main(['rotation', 'calendar']));
  expect(feed).toMatchObject({ code: 0, out: expect.stringMatching(/^https:\/\/nt2\.example\/calendar\/[a-z2-7]+\n$/) });
  const path = new URL(feed.out.trim()).pathname;
  expect((await door.ask('GET', path)).status).toBe(200);
  expect(await said(() => main(['rotation', 'calendar', '--end']))).toMatchObject({ code: 0, out: '' });
  expect((await door.ask('GET', path)).status).toBe(404);
});
