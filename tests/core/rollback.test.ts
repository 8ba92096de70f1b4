// A store that is restored from a backup, with real keys and notes: what was opened once stays closed.

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { limits } from '../../src/core/limits.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { Share, TenantTag } from '../../src/core/share.ts';
import { createShares } from '../../src/core/shares.ts';
import { derivePassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import { claiming, credential, newBrowser, scryptNative, sealing } from '../support/actors.ts';
import { alex, casey, HOST, TENANT } from '../support/world.ts';

const WORDS = 'correct horse battery staple moon';
const dir = mkdtempSync(join(tmpdir(), 'nt2-rollback-'));
let store: Store;
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

it('T21: what was sealed for words and waited for its acceptance in the backup does not open a second time after accept-rollback', async () => {
  const file = join(dir, 'nt2.db');
  const watermark = memoryWatermark();
  const tag = 'aaaaaa' as TenantTag;
  const clock = Date.now;
  const start = async () => {
    store = await openSqliteStore({ file, clock, watermark });
    const world = { store, clock, random: randomBytes, tenantTags: { tagOf: () => tag }, host: HOST, storage: 'sqlite' };
    return createShares({ ...world, modalEntry: false, retentionMs: 86_400_000, scrypt: scryptNative });
  };
  let shares = await start();
  const wish = { sender: alex, recipient: casey, tenant: TENANT, mode: 'words', entry: 'page', via: 'chat', kind: 'note' } as const;
  const made = await shares.create({ ...wish, label: 'Key', note: '', place: null, expiresInMs: limits.expiry.initial });
  const share = (made as { value: Share }).value;
  const sealed = await sealing(await newBrowser(HOST), share, { at: clock(), items: credential('sk_live_canary'), words: WORDS });
  await shares.seal(share.id, alex.key, sealed.input);
  const salt = (await shares.find(share.id))!.state as { seal: { scryptSalt: string } };
  const words = (await derivePassphraseKeys({ words: WORDS, salt: salt.seal.scryptSalt, share: share.id, scrypt: scryptNative })).opener;
  const open = async () => {
    await shares.acceptInChat(share.id, casey.key, 'press');
    return shares.claim(share.id, casey.key, await claiming(await newBrowser(HOST), share, clock(), { words }));
  };
  // Closing copies the write-ahead log back: the file alone is a backup.
  await store.close();
  copyFileSync(file, join(dir, 'backup.db'));

  shares = await start();
  expect((await open()).ok).toBe(true);
  await store.close();

  copyFileSync(join(dir, 'backup.db'), file);
  shares = await start();
  expect((await store.health()).rolledBackTenants).toEqual([tag]);
  const accepted = await shares.acceptRollback(tag);
  expect(await open()).toMatchObject({ ok: false, code: 'share.gone' });
  expect(accepted).toEqual({ ok: true, value: 1 });
});
