// What a change of the root secret leaves as it was: cookies, codes, sealed tokens, the tags of tenants and what lies under them.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import { deriveKeys } from '../../src/crypto/keys/root.ts';
import { createServerCrypto } from '../../src/server/server-crypto.ts';

const [OLD, NEW, OTHER] = [randomBytes(32), randomBytes(32), randomBytes(32)];

describe('another root secret', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-secret-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function config(secret: Buffer, ...previous: Buffer[]): Config {
    const read = readConfig({
      NT2_PUBLIC_URL: 'https://nt2.example.com',
      NT2_SECRET: secret.toString('base64url'),
      NT2_SECRET_PREVIOUS: previous.map((one) => one.toString('base64url')).join(', '),
      NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
      NT2_STATE_DIR: folder,
    });
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    return read.config;
  }
  const open = (secret: Buffer, ...previous: Buffer[]) => openInstallation(config(secret, ...previous), { write: () => undefined });

  it('cookies and codes of the old one are taken while it is given, and nothing new is made with it', () => {
    const [old, both, fresh] = [
      createServerCrypto(deriveKeys(OLD)),
      createServerCrypto(deriveKeys(NEW), [deriveKeys(OLD)]),
      createServerCrypto(deriveKeys(NEW)),
    ];
    const cookie = old.seal(Buffer.from('somebody'));
    expect(Buffer.from(both.open(cookie) ?? []).toString()).toBe('somebody');
    expect(fresh.open(cookie)).toBeNull();
    expect(old.open(both.seal(Buffer.from('x')))).toBeNull();
    expect([both, fresh].map((one) => one.isMac('probe', 'a', old.mac('probe', 'a')))).toEqual([true, false]);
    expect(both.mac('probe', 'a')).toBe(fresh.mac('probe', 'a'));
  });

  it('T19: tenants keep their tags, and what was sealed is sealed anew: afterwards the old one is needed no more', async () => {
    let tools = await open(OLD);
    const tag = tools.tenantTags.tagOf('slack:T1');
    await tools.secretSettings.put('slack:T1', 'xoxb-canary');
    await tools.close();

    tools = await open(NEW, OLD);
    expect(tools.tenantTags.tagOf('slack:T1')).toBe(tag);
    expect(await tools.secretSettings.get('slack:T1')).toBe('xoxb-canary');
    await tools.secretSettings.reencrypt();
    await tools.close();

    tools = await open(NEW);
    expect(tools.tenantTags.tagOf('slack:T1')).toBe(tag);
    expect(await tools.secretSettings.get('slack:T1')).toBe('xoxb-canary');
    await tools.close();

    tools = await open(OTHER, NEW);
    expect(tools.tenantTags.tagOf('slack:T1')).toBe(tag);
    await tools.close();
  });

  it('T19: a secret that is neither the one nor the other is refused at the start', async () => {
    await (await open(OLD)).close();
    await (await open(NEW, OLD)).close();
    await expect(open(OTHER)).rejects.toMatchObject({ code: 'vault.closed' });
  });
});
