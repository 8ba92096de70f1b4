// The inbox of a vault without its page: what is put in while it is locked, and what a person with the disk can do to it.

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/crypto/bytes.ts';
import { scryptInThread, type Scrypt } from '../../src/crypto/age/scrypt.ts';
import { toVaultItems, type Kept } from '../../src/web/vault/inbox/kept-item.ts';
import { putIn } from '../../src/web/vault/inbox/put-in.ts';
import type { VaultRecord } from '../../src/web/vault/store/drawer.ts';
import { createVault, type Vault, type VaultAnswer } from '../../src/web/vault/vault.ts';
import { beginVault, enter } from '../../src/web/vault/ways.ts';
import { memoryDrawer, type MemoryDrawer } from './memory-drawer.ts';
import { storedDrawer, STORED_PASSWORD } from './stored-vault.ts';

/** As a hash of what scrypt is given, in no time. */
const scrypt: Scrypt = async (password, salt, params) =>
  sha256(new Uint8Array([...password, ...salt, ...Buffer.from(JSON.stringify(params))]));
const CANARY = 'vault-inbox-canary';

const kept = (more: Partial<Kept> = {}): Kept => ({
  items: [{ kind: 'credential', label: 'Stripe', fields: [{ name: '', value: CANARY, hidden: true }] }],
  files: [{ name: 'key.pem', type: 'text/plain', bytes: new Uint8Array(Buffer.from(`file ${CANARY}`)) }],
  label: 'Stripe live key',
  from: { name: 'Alex', at: 7, share: 'a'.repeat(32), note: 'For Friday' },
  ...more,
});

async function begun(): Promise<MemoryDrawer> {
  const drawer = memoryDrawer();
  if (!(await beginVault(drawer, { typed: 'open sesame', scrypt }, 1)).ok) throw new Error('not begun');
  return drawer;
}

async function unlocked(drawer: MemoryDrawer): Promise<Vault> {
  const entered = await enter(drawer, { kind: 'password', typed: 'open sesame', scrypt });
  if (!entered.ok) throw new Error(entered.why);
  return createVault({ drawer, key: entered.key, now: Date.now, random: randomBytes, changed: () => {} });
}

function value<T>(told: VaultAnswer<T>): T {
  if (!told.ok) throw new Error(told.why);
  return told.value;
}

/** As it was before there were inboxes. */
const without = ({ v, ways, createdAt, exportedAt, changes }: VaultRecord): VaultRecord => ({ v, ways, createdAt, exportedAt, changes });

test('what was opened is put into a locked vault, lies there sealed, and is an item after it was unlocked', async () => {
  const drawer = await begun();
  expect(await putIn(drawer, toVaultItems(kept()))).toBe('done');
  expect(drawer.items.size).toBe(0);
  const [box] = drawer.inbox.values();
  const bytes = Buffer.concat([box?.item ?? Buffer.alloc(0), ...(box?.files ?? [])]).toString('latin1');
  expect(bytes).toMatch(/^age-encryption\.org\/v1\n-> X25519 /);
  expect(bytes).not.toMatch(new RegExp(`${CANARY}|Stripe|Alex|Friday|key\\.pem`));
  const vault = await unlocked(drawer);
  expect(value(await vault.takeIn())).toEqual({ count: 1, unreadable: [], isExchanged: false });
  expect(drawer.inbox.size).toBe(0);
  const [entry] = value(await vault.list()).entries;
  expect(entry).toMatchObject({ label: 'Stripe', fileNames: ['key.pem'] });
  const { body } = value(await vault.read(entry?.id ?? ''));
  expect(body).toMatchObject({ fields: [{ name: 'Stripe live key', value: CANARY }], from: kept().from });
  expect(Buffer.from(value(await vault.readFile(body.files[0]?.id ?? ''))).toString()).toBe(`file ${CANARY}`);
});

test('several items are put in together or not at all, and no vault, an old one and a full disk are told apart', async () => {
  const two = toVaultItems(
    kept({ items: [...kept().items, { kind: 'note', label: '', fields: [{ name: 'x', value: 'y', hidden: false }] }] }),
  );
  expect(await putIn(memoryDrawer(), two)).toBe('none');
  const drawer = await begun();
  await drawer.changeAbout(without);
  expect(await putIn(drawer, two)).toBe('old');
  // A vault of before inboxes gets one as it is unlocked, and opens as ever.
  const vault = await unlocked(drawer);
  expect(value(await vault.takeIn())).toEqual({ count: 0, unreadable: [], isExchanged: false });
  expect(await putIn(drawer, two)).toBe('done');
  expect(value(await vault.takeIn()).count).toBe(2);
  expect(
    value(await vault.list())
      .entries.map(({ label }) => label)
      .toSorted(),
  ).toEqual(['Stripe', 'Stripe live key']);
  drawer.fill();
  expect(await putIn(drawer, two)).toBe('full');
  expect(drawer.inbox.size).toBe(0);
});

test('two tabs that are unlocked take in what came once, and a locked one takes in nothing', async () => {
  const drawer = await begun();
  const tabs = [await unlocked(drawer), await unlocked(drawer)];
  await putIn(drawer, toVaultItems(kept()));
  const locked = await unlocked(drawer);
  locked.lock();
  expect(await locked.takeIn()).toEqual({ ok: false, why: 'locked' });
  const told = await Promise.all(tabs.map(async (tab) => value(await tab.takeIn()).count));
  expect(told.reduce((a, b) => a + b)).toBe(1);
  expect(drawer.items.size).toBe(1);
});

test('an inbox that was exchanged on the disk is found out at the next unlock, and so is a box that was moved or damaged', async () => {
  const drawer = await begun();
  const foreign = (await (await begun()).about())?.inbox;
  await putIn(drawer, toVaultItems(kept()));
  await putIn(drawer, toVaultItems(kept()));
  const [one, two] = [...drawer.inbox.values()];
  if (one === undefined || two === undefined || foreign === undefined) throw new Error('not put in');
  drawer.inbox.set(one.id, { ...one, item: two.item });
  drawer.inbox.set(two.id, { ...two, files: [two.files[0]?.map((byte, at) => (at === 230 ? byte ^ 1 : byte)) as typeof two.item] });
  const vault = await unlocked(drawer);
  const told = value(await vault.takeIn());
  expect(told).toEqual({ count: 0, unreadable: [one.id, two.id], isExchanged: false });
  value(await vault.dropWaiting(told.unreadable));
  expect(drawer.inbox.size).toBe(0);

  await drawer.changeAbout((about) => ({ ...about, inbox: foreign }));
  await putIn(drawer, toVaultItems(kept()));
  const after = await unlocked(drawer);
  const found = value(await after.takeIn());
  expect(found).toMatchObject({ count: 0, isExchanged: true });
  expect(found.unreadable).toHaveLength(1);
  // Made anew: what is put in from now on is the vault's alone.
  expect((await drawer.about())?.inbox?.recipient).not.toBe(foreign.recipient);
  await putIn(drawer, toVaultItems(kept()));
  expect(value(await after.takeIn())).toMatchObject({ count: 1, isExchanged: false });
});

test('what is put in replaces nothing that lies there', async () => {
  const drawer = await begun();
  const vault = await unlocked(drawer);
  await putIn(drawer, toVaultItems(kept()));
  await vault.takeIn();
  const [first] = value(await vault.list()).entries;
  await putIn(
    drawer,
    toVaultItems(kept({ items: [{ kind: 'note', label: 'Stripe', fields: [{ name: 'Password', value: 'planted', hidden: true }] }] })),
  );
  await vault.takeIn();
  expect(drawer.items.size).toBe(2);
  expect(value(await vault.read(first?.id ?? '')).body.fields[0]?.value).toBe(CANARY);
});

test.each([
  ['as it lies today', (about: VaultRecord) => about],
  ['as it lay before there were inboxes', without],
])('a vault of format 1 opens for ever: %s', async (_, was) => {
  const drawer = await storedDrawer(was);
  const entered = await enter(drawer, { kind: 'password', typed: STORED_PASSWORD, scrypt: scryptInThread });
  if (!entered.ok) throw new Error(entered.why);
  const vault = createVault({ drawer, key: entered.key, now: Date.now, random: randomBytes, changed: () => {} });
  const [entry] = value(await vault.list()).entries;
  expect(entry).toMatchObject({ label: 'Stripe live key', folder: 'Payments', revision: 2, fileNames: ['key.pem'] });
  const { body } = value(await vault.read(entry?.id ?? ''));
  expect(body).toMatchObject({
    fields: [{ name: 'Key', value: 'the second value', env: 'STRIPE_KEY' }],
    history: [{ field: 'Key', value: 'the first value' }],
    from: { name: 'Alex', note: 'For Friday' },
    shared: { person: 'slack:T1:U1', name: 'Bo' },
  });
  expect(Buffer.from(value(await vault.readFile('kept-file'))).toString()).toBe('the file');
  const isOfToday = (await drawer.about())?.inbox !== undefined;
  const told = value(await vault.takeIn());
  expect(told).toMatchObject({ count: isOfToday ? 1 : 0, isExchanged: false });
  expect(value(await vault.list()).entries.some(({ label }) => label === 'Put in')).toBe(isOfToday);
  expect((await drawer.about())?.inbox).toBeDefined();
});
