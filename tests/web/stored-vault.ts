// A vault as it lay in a browser, byte for byte: what nt2 has written once it reads for ever. Made by `node tests/web/stored-vault.ts` when the form was
// new, and never again.

import { readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { scryptInThread } from '../../src/crypto/age/scrypt.ts';
import { toVaultItems } from '../../src/web/vault/inbox/kept-item.ts';
import { putIn } from '../../src/web/vault/inbox/put-in.ts';
import type { VaultRecord, WaitingBox } from '../../src/web/vault/store/drawer.ts';
import { createVault } from '../../src/web/vault/vault.ts';
import { beginVault } from '../../src/web/vault/ways.ts';
import { memoryDrawer, type MemoryDrawer } from './memory-drawer.ts';

const PATH = new URL('stored/vault-1.json', import.meta.url);
export const STORED_PASSWORD = 'walnut orbit ferry cement';

interface Stored {
  readonly about: VaultRecord;
  readonly items: [string, { revision: number; head: Uint8Array<ArrayBuffer>; body: Uint8Array<ArrayBuffer> }][];
  readonly files: [string, Uint8Array<ArrayBuffer>][];
  readonly inbox: [string, WaitingBox][];
}

const toText = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
const fromText = (_: string, value: unknown): unknown => {
  const text = (value as { base64?: unknown } | null)?.base64;
  return typeof text === 'string' ? new Uint8Array(Buffer.from(text, 'base64')) : value;
};

/** Its drawer. `about`: what its record was, from what it is. */
export async function storedDrawer(about: (record: VaultRecord) => VaultRecord = (record) => record): Promise<MemoryDrawer> {
  const stored = JSON.parse(readFileSync(PATH, 'utf8'), fromText) as Stored;
  const drawer = memoryDrawer();
  await drawer.begin(about(stored.about));
  for (const [id, item] of stored.items) drawer.items.set(id, item);
  for (const [id, box] of stored.files) drawer.files.set(id, box);
  for (const [id, box] of stored.inbox) drawer.inbox.set(id, box);
  return drawer;
}

async function write(): Promise<void> {
  const drawer = memoryDrawer();
  const begun = await beginVault(drawer, { typed: STORED_PASSWORD, scrypt: scryptInThread }, 1_764_500_000_000);
  if (!begun.ok) throw new Error(begun.why);
  let now = 1_764_500_000_000;
  const vault = createVault({ drawer, key: begun.key, now: () => (now += 1_000), random: randomBytes, changed: () => {} });
  const draft = (value: string) => ({
    kind: 'credential' as const,
    label: 'Stripe live key',
    folder: 'Payments',
    fields: [{ name: 'Key', value, hidden: true, env: 'STRIPE_KEY' }],
    files: [{ id: 'kept-file', name: 'key.pem', type: 'text/plain', bytes: 8 }],
    from: { name: 'Alex', at: 1_764_400_000_000, share: 'a'.repeat(32), note: 'For Friday' },
    shared: { person: 'slack:T1:U1', name: 'Bo', hasWords: false, hasFiles: false, at: 1_764_450_000_000 },
  });
  const saved = await vault.save(draft('the first value'), null, [{ id: 'kept-file', bytes: new Uint8Array(Buffer.from('the file')) }]);
  const item = saved.ok ? await vault.read(saved.value) : saved;
  if (!item.ok) throw new Error(item.why);
  await vault.save(draft('the second value'), item.value);
  const items = [{ kind: 'note' as const, label: 'Put in', fields: [{ name: 'Note', value: 'while it was locked', hidden: false }] }];
  const file = { name: 'put-in.txt', type: '', bytes: new Uint8Array(Buffer.from('put in')) };
  await putIn(drawer, toVaultItems({ items, files: [file], label: 'Put in', from: { name: 'Sam', at: 1_764_460_000_000, share: '' } }));
  const { items: heads, files, inbox } = drawer;
  writeFileSync(
    PATH,
    `${JSON.stringify({ about: await drawer.about(), items: [...heads], files: [...files], inbox: [...inbox] }, toText, 1)}\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await write();
