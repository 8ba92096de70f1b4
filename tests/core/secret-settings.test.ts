// The vault on the real store: what lies there opens only under the same key and the same name.

import { afterEach, describe, expect, test } from 'vitest';
import { createSecretSettings } from '../../src/core/secret-settings.ts';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { openStore } from '../store/open.ts';

const TOKEN = 'xoxb-CANARY-of-a-workspace';
const store = await openStore({ kind: 'sqlite', file: ':memory:' });
const key = randomBytes(32);
const vault = createSecretSettings({ store, key, random: randomBytes });

describe('the vault', () => {
  afterEach(() => vault.put('slack:T1', null));

  test('gives back what was put, and forgets it', async () => {
    expect(await vault.get('slack:T1')).toBeNull();
    await vault.put('slack:T1', TOKEN);
    expect(await vault.get('slack:T1')).toBe(TOKEN);
    await vault.put('slack:T1', null);
    expect(await vault.get('slack:T1')).toBeNull();
  });

  test('T13: leaves nothing readable in the store', async () => {
    await vault.put('slack:T1', TOKEN);
    const rows = await store.listSettings('vault:');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('CANARY');
    expect(Buffer.from(rows[0]?.value ?? '', 'base64').toString('latin1')).not.toContain('CANARY');
  });

  test('T19: opens under no other root secret, and says what to do', async () => {
    await vault.put('slack:T1', TOKEN);
    const other = createSecretSettings({ store, key: randomBytes(32), random: randomBytes });
    await expect(other.get('slack:T1')).rejects.toMatchObject({ code: 'vault.closed', message: expect.stringContaining('NT2_SECRET') });
  });

  test('does not open a row that was moved to another name', async () => {
    await vault.put('slack:T1', TOKEN);
    const [row] = await store.listSettings('vault:');
    await store.putSetting('vault:slack:T2', row?.value ?? null);
    await expect(vault.get('slack:T2')).rejects.toMatchObject({ code: 'vault.closed' });
    await vault.put('slack:T2', null);
  });
});
