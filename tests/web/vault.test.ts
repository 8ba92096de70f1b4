// A vault without its page: ways in, items, two tabs, what is damaged, full or locked.

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256, type Bytes } from '../../src/crypto/bytes.ts';
import type { Scrypt } from '../../src/crypto/age/scrypt.ts';
import type { VaultDraft, NewVaultItem } from '../../src/web/vault/items/item.ts';
import { createLockClock, HIDDEN_MS, IDLE_MS } from '../../src/web/vault/lock-clock.ts';
import { createVault, type VaultAnswer, type Vault } from '../../src/web/vault/vault.ts';
import { beginVault, changePassword, dropPasskey, enter } from '../../src/web/vault/ways.ts';
import { memoryDrawer, type MemoryDrawer } from './memory-drawer.ts';

/** As a hash of what scrypt is given, in no time. The real one runs in the walk through the page. */
const scrypt: Scrypt = async (password, salt, params) =>
  sha256(new Uint8Array([...password, ...salt, ...Buffer.from(JSON.stringify(params))]));
const CANARY = 'vault-canary-4711';

const draft = (label: string, value = CANARY, more: Partial<VaultDraft> = {}): VaultDraft => ({
  kind: 'credential',
  label,
  folder: '',
  fields: [{ name: 'Password', value, hidden: true }],
  files: [],
  ...more,
});

const item = (label: string, value?: string): NewVaultItem => ({ draft: draft(label, value), files: [] });

async function opened(drawer: MemoryDrawer, typed = 'open sesame'): Promise<Vault> {
  const known = (await drawer.about()) !== null;
  const entered = known ? await enter(drawer, { kind: 'password', typed, scrypt }) : await beginVault(drawer, { typed, scrypt }, 1);
  if (!entered.ok) throw new Error(entered.why);
  let now = 1_000;
  return createVault({ drawer, key: entered.key, now: () => (now += 1), random: randomBytes, changed: () => {} });
}

function value<T>(told: VaultAnswer<T>): T {
  if (!told.ok) throw new Error(told.why);
  return told.value;
}

test('a vault is begun once, opened by its password however a keyboard spells it, and by no other', async () => {
  const drawer = memoryDrawer();
  const vault = await opened(drawer, 'caf\u00e9 au lait');
  value(await vault.save(draft('Stripe'), null));
  expect(await beginVault(drawer, { typed: 'another', scrypt }, 2)).toEqual({ ok: false, why: 'there' });
  expect(await enter(drawer, { kind: 'password', typed: 'caf\u00e9 au lai', scrypt })).toEqual({ ok: false, why: 'wrong' });
  const again = await opened(drawer, 'cafe\u0301 au lait');
  expect(value(await again.list()).entries.map(({ label }) => label)).toEqual(['Stripe']);
});

test('the key of a vault is not to be exported, and nothing that lies in the drawer has a word of an item', async () => {
  const drawer = memoryDrawer();
  const entered = await beginVault(drawer, { typed: 'open sesame', scrypt }, 1);
  if (!entered.ok) throw new Error(entered.why);
  expect(entered.key.extractable).toBe(false);
  const vault = createVault({ drawer, key: entered.key, now: () => 1, random: randomBytes, changed: () => {} });
  const files = [{ id: 'f1', bytes: new Uint8Array(Buffer.from(`file ${CANARY}`)) }];
  const about = { name: 'label-canary.txt', type: 'text/plain', bytes: 5 };
  value(await vault.save(draft('label-canary', CANARY, { folder: 'folder-canary', files: [{ id: 'f1', ...about }] }), null, files));
  const lying = [...drawer.items.values()].flatMap(({ head, body }) => [head, body]).concat([...drawer.files.values()]);
  expect(lying).toHaveLength(3);
  for (const box of lying) expect(Buffer.from(box).toString('latin1')).not.toMatch(/canary/);
  expect(Buffer.from(value(await vault.readFile('f1'))).toString()).toBe(`file ${CANARY}`);
});

test('a new password opens what the old one did, and the old one nothing', async () => {
  const drawer = memoryDrawer();
  value(await (await opened(drawer)).save(draft('Stripe'), null));
  const shown = { kind: 'password', typed: 'open sesame', scrypt } as const;
  expect(await changePassword(drawer, { ...shown, typed: 'wrong' }, { typed: 'a new one', scrypt })).toEqual({ ok: false, why: 'wrong' });
  expect(await changePassword(drawer, shown, { typed: 'a new one', scrypt })).toEqual({ ok: true });
  expect(await enter(drawer, shown)).toEqual({ ok: false, why: 'wrong' });
  expect(value(await (await opened(drawer, 'a new one')).list()).entries).toHaveLength(1);
  expect((await drawer.about())?.ways).toHaveLength(1);
});

test('the last way in stays when a passkey goes', async () => {
  const drawer = memoryDrawer();
  await opened(drawer);
  expect(await dropPasskey(drawer)).toEqual({ ok: true });
  expect((await drawer.about())?.ways.map(({ kind }) => kind)).toEqual(['password']);
  expect(await dropPasskey(memoryDrawer())).toEqual({ ok: false, why: 'missing' });
});

test('a changed value leaves the one before in the history, with its time; an unchanged one leaves nothing', async () => {
  const vault = await opened(memoryDrawer());
  const id = value(await vault.save(draft('Stripe', 'first'), null));
  const first = value(await vault.read(id));
  value(await vault.save({ ...draft('Stripe live', 'first') }, first));
  const second = value(await vault.read(id));
  expect(second.body.history).toEqual([]);
  value(await vault.save(draft('Stripe live', 'second'), second));
  const third = value(await vault.read(id));
  expect(third.body.history).toEqual([{ field: 'Password', value: 'first', hidden: true, until: third.head.changedAt }]);
  expect(third.head).toMatchObject({ revision: 3, label: 'Stripe live', createdAt: first.head.createdAt });
});

test('of two tabs that change one item, the second is told and nothing of the first is lost', async () => {
  const drawer = memoryDrawer();
  const [one, two] = [await opened(drawer), await opened(drawer)];
  const id = value(await one.save(draft('Stripe', 'first'), null));
  const [seenByOne, seenByTwo] = [value(await one.read(id)), value(await two.read(id))];
  value(await one.save(draft('Stripe', 'of one'), seenByOne));
  expect(await two.save(draft('Stripe', 'of two'), seenByTwo)).toEqual({ ok: false, why: 'changed' });
  expect(await two.remove(seenByTwo)).toEqual({ ok: false, why: 'changed' });
  expect(value(await two.read(id)).body.fields[0]?.value).toBe('of one');
  value(await two.remove(value(await two.read(id))));
  expect(await one.read(id)).toEqual({ ok: false, why: 'gone' });
  expect(await one.save(draft('Stripe', 'again'), seenByOne)).toEqual({ ok: false, why: 'changed' });
});

test('a file that an item lets go is dropped with the same commit, and with the item', async () => {
  const drawer = memoryDrawer();
  const vault = await opened(drawer);
  const file = (id: string) => ({ id, name: `${id}.pem`, type: '', bytes: 1 });
  const bytes = new Uint8Array([1]);
  const id = value(
    await vault.save(draft('Key', 'x', { files: [file('a'), file('b')] }), null, [
      { id: 'a', bytes },
      { id: 'b', bytes },
    ]),
  );
  value(await vault.save(draft('Key', 'x', { files: [file('b')] }), value(await vault.read(id))));
  expect([...drawer.files.keys()]).toEqual(['b']);
  value(await vault.remove(value(await vault.read(id))));
  expect([...drawer.files.keys()]).toEqual([]);
});

test('a full disk is said, and what was there before is there still', async () => {
  const drawer = memoryDrawer();
  const vault = await opened(drawer);
  const id = value(await vault.save(draft('Stripe', 'kept'), null));
  drawer.fill();
  expect(await vault.save(draft('Stripe', 'lost'), value(await vault.read(id)))).toEqual({ ok: false, why: 'full' });
  expect(await vault.add([item('One'), item('Two')])).toEqual({ ok: false, why: 'full' });
  expect(value(await vault.read(id)).body.fields[0]?.value).toBe('kept');
});

test('an item that was changed, moved to another place or put back to an older state on the disk is not shown', async () => {
  const drawer = memoryDrawer();
  const vault = await opened(drawer);
  const ids = value(await vault.add([item('One', 'of one'), item('Two', 'of two')]));
  const [one, two] = ids.map((id) => drawer.items.get(id)) as [
    { revision: number; head: Bytes; body: Bytes },
    { body: Bytes; head: Bytes; revision: number },
  ];
  drawer.items.set(ids[0] as string, { ...one, body: two.body });
  expect(await vault.read(ids[0] as string)).toEqual({ ok: false, why: 'damaged' });
  drawer.items.set(ids[0] as string, { ...one, revision: 7 });
  drawer.items.set(ids[1] as string, { ...two, head: one.head });
  expect(value(await vault.list())).toEqual({ entries: [], damaged: 2 });
});

test('a locked vault answers nothing, also not what it was asked before', async () => {
  const drawer = memoryDrawer();
  const vault = await opened(drawer);
  const id = value(await vault.save(draft('Stripe'), null));
  const asked = vault.read(id);
  vault.lock();
  expect(await asked).toEqual({ ok: false, why: 'locked' });
  expect(vault.isOpen()).toBe(false);
  for (const told of [vault.list(), vault.readFile('f'), vault.save(draft('x'), null), vault.add([item('y')])])
    expect(await told).toEqual({ ok: false, why: 'locked' });
  expect(drawer.items.size).toBe(1);
});

test('a vault locks after idle, after a minute hidden, and at once when a computer wakes too late', () => {
  let now = 0;
  let timer: { due: number; act: () => void } | null = null;
  const later = (ms: number, act: () => void): (() => void) => {
    const mine = { due: now + ms, act };
    timer = mine;
    return () => void (timer === mine && (timer = null));
  };
  const pass = (ms: number): void => {
    now += ms;
    if (timer !== null && now >= timer.due) timer.act();
  };
  const locks = (act: (clock: ReturnType<typeof createLockClock>) => void): number => {
    let count = 0;
    timer = null;
    act(createLockClock({ now: () => now, later }, () => (count += 1)));
    return count;
  };
  expect(locks(() => pass(IDLE_MS))).toBe(1);
  expect(
    locks((clock) => {
      pass(IDLE_MS - 1);
      clock.used();
      pass(IDLE_MS - 1);
    }),
  ).toBe(0);
  expect(
    locks((clock) => {
      clock.hidden();
      pass(HIDDEN_MS - 1);
      clock.shown();
      pass(HIDDEN_MS);
      clock.hidden();
      pass(HIDDEN_MS);
      clock.used();
    }),
  ).toBe(1);
  expect(
    locks((clock) => {
      pass(IDLE_MS - 10);
      clock.hidden();
      pass(10);
    }),
  ).toBe(1);
  expect(
    locks((clock) => {
      // Asleep: no timer ran.
      now += IDLE_MS * 10;
      clock.shown();
    }),
  ).toBe(1);
  expect(
    locks((clock) => {
      clock.stop();
      pass(IDLE_MS * 2);
      clock.used();
    }),
  ).toBe(0);
});
